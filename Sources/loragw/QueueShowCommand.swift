// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue show`: all about one mail.
struct QueueShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows all that is known of a mail.",
    discussion: """
      Also of one that is no longer in the queue. Recipients come with the last answer
      about them, ways over the air with what they have cost.

      Example:
        loragw queue show 7K3D-QF2M
      """)

  @OptionGroup var mail: MailChoice

  func run() async throws {
    let details = try await mail.client().details(of: mail.id)
    guard !mail.json else { return print(try ControlClient.json(details)) }
    print(Self.text(details))
  }

  private static func text(_ mail: MailDetails) -> String {
    let way = mail.direction == .out ? "goes out by radio" : "came from \(mail.origin ?? "?")"
    let hops = mail.hops == 0 ? "" : ", \(mail.hops) radio links before"
    let body =
      switch mail.body {
      case .here: "here"
      case .kept: "kept after handover; `loragw queue redeliver \(mail.id)` hands it over again"
      case .gone: "no longer here"
      }
    var lines = [
      "\(mail.id), \(way)\(hops)\(mail.held ? ", held by the operator" : "")",
      "from      <\(mail.sender)>",
      "size      \(mail.bytes) bytes, sha256 \(mail.sha256)",
      "body      \(body)",
    ]
    for recipient in mail.recipients {
      let peer = recipient.peer.map { " by \($0)" } ?? ""
      let tries = recipient.attempts > 0 ? ", \(recipient.attempts) attempts" : ""
      lines.append("to        <\(recipient.address)>\(peer): \(recipient.state.rawValue)\(tries)")
      if let reply = recipient.reply { lines.append("          \(reply)") }
    }
    return (lines + mail.ways.flatMap(text)).joined(separator: "\n")
  }

  private static func text(_ way: MailDetails.Way) -> [String] {
    func time(_ microseconds: Int64) -> String {
      Figures.duration(seconds: Double(microseconds) / 1_000_000)
    }
    let packed = way.packedBytes.map { "\($0) bytes packed" } ?? "not packed yet"
    let eta = way.etaSeconds.map { ", there in about \(Figures.duration(seconds: $0))" } ?? ""
    let ninetieth =
      way.etaNinetiethSeconds.map { " (9 of 10: \(Figures.duration(seconds: $0)))" } ?? ""
    return [
      "way       \(way.peer): \(way.state), class \(way.messageClass), \(packed), "
        + "\(Int(way.progress * 100)) % there\(eta)\(ninetieth)",
      "          \(way.frames) frames, \(way.bytesOnAir) bytes, \(time(way.airtimeUs)) of airtime"
        + " so far; \(time(way.priceUs)) in all without loss",
    ]
  }
}
