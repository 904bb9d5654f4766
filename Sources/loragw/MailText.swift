// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Gateway

/// All that is known of one mail, for people.
package struct MailText {
  private let mail: MailDetails

  /// The text of a mail.
  package init(_ mail: MailDetails) { self.mail = mail }

  /// All facts, in so many columns.
  package func lines(columns: Int) -> [StyledText] {
    let way = mail.direction == .out ? "goes out by radio" : "came from \(mail.origin ?? "?")"
    let hops = mail.hops == 0 ? "" : ", \(mail.hops) radio links before"
    let held: StyledText = mail.held ? ", " + StyledText("held by the operator", .warn) : ""
    let head = StyledText(mail.id, .strong) + StyledText(", \(way)\(hops)") + held
    let facts =
      [
        LabelledLine("from", "<\(mail.sender)>"),
        LabelledLine("size", "\(mail.bytes) bytes, sha256 \(mail.sha256)"),
        LabelledLine("body", StyledText(body)),
      ] + mail.recipients.flatMap(lines) + mail.ways.flatMap(lines)
    return head.wrapped(to: columns) + facts.flatMap { $0.lines(columns: columns) }
  }

  private var body: String {
    switch mail.body {
    case .here: "here"
    case .kept: "kept after handover; `loragw queue redeliver \(mail.id)` hands it over again"
    case .gone: "no longer here"
    }
  }

  private func lines(_ recipient: MailDetails.Recipient) -> [LabelledLine] {
    let peer = recipient.peer.map { " by \($0)" } ?? ""
    let tries = recipient.attempts > 0 ? ", \(recipient.attempts) attempts" : ""
    let isRefused = recipient.state == .failed || recipient.state == .refusedThere
    let line = LabelledLine(
      "to",
      StyledText("<\(recipient.address)>\(peer): ")
        + StyledText(recipient.state.rawValue, isRefused ? .bad : nil) + StyledText(tries))
    return [line] + (recipient.reply.map { [LabelledLine("", StyledText($0))] } ?? [])
  }

  private func lines(_ way: MailDetails.Way) -> [LabelledLine] {
    func time(_ microseconds: Int64) -> String {
      Figures.duration(seconds: Double(microseconds) / 1_000_000)
    }
    let packed = way.packedBytes.map { "\($0) bytes packed" } ?? "not packed yet"
    let eta = way.etaSeconds.map { ", there in about \(Figures.duration(seconds: $0))" } ?? ""
    let ninetieth =
      way.etaNinetiethSeconds.map { " (9 of 10: \(Figures.duration(seconds: $0)))" } ?? ""
    return [
      LabelledLine(
        "way",
        StyledText(
          "\(way.peer): \(way.state), class \(way.messageClass), \(packed), "
            + "\(Int(way.progress * 100)) % there\(eta)\(ninetieth)")),
      LabelledLine(
        "",
        StyledText(
          "\(way.frames) frames, \(way.bytesOnAir) bytes, \(time(way.airtimeUs)) of airtime"
            + " so far; \(time(way.priceUs)) in all without loss")),
    ]
  }
}
