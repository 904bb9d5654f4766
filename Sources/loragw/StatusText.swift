// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Gateway

/// A gateway at a glance, for people.
package struct StatusText {
  private let status: GatewayStatus

  /// The text of a status.
  package init(_ status: GatewayStatus) { self.status = status }

  /// All facts, the first line without label, in so many columns.
  package func lines(columns: Int) -> [StyledText] {
    let facts =
      [radio] + sending + amateur + [sent] + law + [heard, mails] + status.peers.flatMap(peer)
    return [title.shortened(to: columns)] + facts.flatMap { $0.lines(columns: columns) }
  }

  /// An alarm, in so many columns.
  package static func lines(_ alarm: Alarm, columns: Int) -> [StyledText] {
    let text = StyledText(alarm.text, alarm.severity.mark) + StyledText("; \(alarm.remedy)")
    return LabelledLine("alarm", text).lines(columns: columns)
  }

  /// Name and age of the process.
  var title: StyledText {
    StyledText(status.name, .strong)
      + StyledText(", up \(Figures.duration(seconds: status.uptimeSeconds))")
  }

  /// Driver, channel, and whether the radio can be used.
  var radio: LabelledLine {
    let megahertz = Figures.decimals(Double(status.frequencyHertz) / 1_000_000, places: 3)
    let channel =
      "\(status.driver), \(megahertz) MHz, SF\(status.spreadingFactor),"
      + " \(status.bandwidthHertz / 1000) kHz: "
    let state =
      status.radioFault.map { StyledText($0, .bad) } ?? StyledText("in order", .good)
    return LabelledLine("radio", StyledText(channel) + state)
  }

  /// Why nothing is sent, if that is so.
  var sending: [LabelledLine] {
    status.receiveOnly.map {
      [LabelledLine("sending", StyledText("never", .warn) + StyledText(", \($0)"))]
    } ?? []
  }

  /// The own call sign, and the last ones heard.
  private var amateur: [LabelledLine] {
    guard let callSign = status.callSign else { return [] }
    let near = status.heardCallSigns.prefix(8).map { station in
      LabelledLine(
        "near",
        "\(station.callSign), \(Figures.duration(seconds: station.heardSecondsAgo)) ago, SNR \(Figures.decimals(station.snrDecibels, places: 1)) dB"
      )
    }
    return [LabelledLine("amateur", "\(callSign), everything is sent in clear")] + near
  }

  private var sent: LabelledLine {
    let airtime = Figures.duration(seconds: Double(status.airtimeUs) / 1_000_000)
    return LabelledLine(
      "sent", "\(status.framesSent) frames, \(status.bytesSent) bytes, \(airtime) of airtime")
  }

  private var law: [LabelledLine] {
    status.bands.map { band in
      let used = Figures.duration(seconds: Double(band.airtimeInWindowUs) / 1_000_000)
      let name = status.bands.count > 1 ? "\(band.name): " : ""
      guard let limit = band.airtimeLimitUs else {
        return LabelledLine("law", "\(name)no limit; \(used) in the last hour")
      }
      let most = Figures.duration(seconds: Double(limit) / 1_000_000)
      return LabelledLine("law", "\(name)\(used) of \(most) in the last hour")
    }
  }

  /// What the radio heard.
  var heard: LabelledLine {
    let forged = StyledText("\(status.framesForged) forged", status.framesForged > 0 ? .warn : nil)
    return LabelledLine(
      "heard",
      StyledText("\(status.framesReceived) frames; ") + forged
        + StyledText(", \(status.framesForeign) foreign"))
  }

  /// The mails that were counted.
  var mails: LabelledLine {
    let mails = status.mails
    let count = status.partialMailsExpired
    let expired = count == 0 ? "" : ", \(count) given up incomplete"
    return LabelledLine(
      "mails",
      StyledText(
        "\(mails.accepted) accepted, \(mails.crossed) crossed, \(mails.refused) refused over there;"
          + " \(mails.arrived) arrived, \(mails.handedOver) handed over\(expired)"))
  }

  private func peer(_ peer: GatewayStatus.Peer) -> [LabelledLine] {
    let session: StyledText =
      peer.hasSession ? StyledText("session open", .good) : "no session yet"
    let heard =
      peer.heardSecondsAgo.map { "heard \(Figures.duration(seconds: $0)) ago" } ?? "not heard yet"
    let snr = peer.snrDecibels.map { ", SNR \(Figures.decimals($0, places: 1)) dB" } ?? ""
    let callSign = peer.callSign.map { " (\($0))" } ?? ""
    let refused: StyledText =
      peer.refusedProtocolVersion.map {
        "; " + StyledText(GatewayNotice.refusal(ofVersion: $0), .warn)
      } ?? ""
    let text =
      StyledText("\(peer.name)\(callSign): ") + session + StyledText(", \(heard)\(snr)") + refused
    return [LabelledLine("peer", text)] + waiting(peer.waiting)
  }

  private func waiting(_ waiting: GatewayStatus.Waiting) -> [LabelledLine] {
    guard waiting.mails > 0 else { return [] }
    let price = Figures.duration(seconds: Double(waiting.priceUs) / 1_000_000)
    let eta = waiting.etaSeconds.map { ", there in about \(Figures.duration(seconds: $0))" } ?? ""
    let ninetieth =
      waiting.etaNinetiethSeconds.map { " (9 of 10: \(Figures.duration(seconds: $0)))" } ?? ""
    return [LabelledLine("", "\(waiting.mails) mails wait, \(price) of airtime\(eta)\(ninetieth)")]
  }
}

extension GatewayEvent.Severity {
  /// How it is marked.
  var mark: TextMark? {
    switch self {
    case .info: nil
    case .warning: .warn
    case .critical: .bad
    }
  }
}
