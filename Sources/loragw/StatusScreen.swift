// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway

/// The full-screen view of a gateway, drawn for one size.
package struct StatusScreen {
  private static let mostAlarms = 3
  private static let footer: StyledText = "q ends this view; the gateway goes on"

  private let view: StatusView
  private let size: TerminalSize

  /// A view at a size.
  package init(_ view: StatusView, size: TerminalSize) {
    self.view = view
    self.size = size
  }

  /// As many lines as there are rows, none longer than there are columns.
  package var lines: [StyledText] {
    guard size.rows > 0, size.columns > 0 else { return [] }
    var lines = head + facts
    let room = max(0, size.rows - 1 - lines.count)
    for (block, rows) in zip(blocks, StatusBlock.rows(of: blocks.map(\.height), in: room)) {
      lines += block.lines(rows: rows)
    }
    lines = Array(lines.prefix(size.rows - 1))
    lines += [StyledText](repeating: "", count: size.rows - 1 - lines.count)
    return (lines + [Self.footer]).map { $0.shortened(to: size.columns) }
  }

  /// Whose view it is, how fresh it is, and what needs a person.
  private var head: [StyledText] {
    var lines: [StyledText] = []
    if let overview = view.overview {
      let time = view.timeOfDay(unixSeconds: overview.unixSeconds)
      let freshness: StyledText =
        view.trouble == nil ? StyledText("live \(time)", .good) : StyledText("as of \(time)", .warn)
      let title = StatusText(overview.status).title
      let room = size.columns - freshness.columns - 2
      lines.append(title.shortened(to: room).filled(to: room + 2) + freshness)
    }
    if let trouble = view.trouble {
      lines += LabelledLine("", StyledText("\(trouble); asked again each second", .bad))
        .lines(columns: size.columns)
    }
    if lines.isEmpty { lines.append("asking the gateway …") }
    guard let overview = view.overview else { return lines }
    let alarms = overview.alarms
    for alarm in alarms.prefix(Self.mostAlarms) {
      lines += StatusText.lines(alarm, columns: size.columns).prefix(2)
    }
    if alarms.count > Self.mostAlarms {
      lines.append("          and \(alarms.count - Self.mostAlarms) more: loragw status")
    }
    return lines
  }

  /// What fits in single lines.
  private var facts: [StyledText] {
    guard let overview = view.overview else { return [] }
    let text = StatusText(overview.status)
    let lines = [text.radio] + text.sending + bands(overview.status) + [text.heard, text.mails]
    return lines.flatMap { $0.lines(columns: size.columns).prefix(2) }
  }

  private func bands(_ status: GatewayStatus) -> [LabelledLine] {
    status.bands.map { band in
      let used = Figures.duration(seconds: Double(band.airtimeInWindowUs) / 1_000_000)
      guard let limit = band.airtimeLimitUs, limit > 0 else {
        return LabelledLine("airtime", "\(band.name)  \(used) in the last hour, no limit")
      }
      let share = Double(band.airtimeInWindowUs) / Double(limit)
      let most = Figures.duration(seconds: Double(limit) / 1_000_000)
      let mark: TextMark = share < 0.8 ? .good : share < 1 ? .warn : .bad
      let bar = size.columns < 64 ? "" : StyledText(Self.bar(share, width: 20) + "  ", mark)
      return LabelledLine(
        "airtime", StyledText("\(band.name)  ") + bar + "\(used) of \(most) in the last hour")
    }
  }

  private var blocks: [StatusBlock] {
    guard let overview = view.overview else { return [] }
    let events = overview.events.map { event in
      StyledText("\(view.timeOfDay(unixSeconds: event.unixSeconds))  ")
        + StyledText(event.text, event.severity.mark)
    }
    return [
      StatusBlock(peers(overview), total: overview.status.peers.count),
      StatusBlock(
        QueueTable(overview.queue).lines(columns: size.columns), total: overview.queueLength),
      StatusBlock([StyledText("events", .strong)] + events, total: events.count),
    ]
  }

  private func peers(_ overview: GatewayOverview) -> [StyledText] {
    var table = TextTable(
      ["peer", "session", "heard", "SNR", "mails", "there in", "90 %"],
      dropping: ["90 %", "SNR", "heard"])
    for peer in overview.status.peers {
      table.add(styled: [
        StyledText(peer.name), peer.hasSession ? StyledText("open", .good) : "none yet",
        StyledText(
          peer.heardSecondsAgo.map { Figures.duration(seconds: $0) + " ago" } ?? "not yet"),
        StyledText(peer.snrDecibels.map { Figures.decimals($0, places: 1) + " dB" } ?? "-"),
        StyledText("\(peer.waiting.mails)"),
        StyledText(peer.waiting.etaSeconds.map(Figures.duration(seconds:)) ?? "-"),
        StyledText(peer.waiting.etaNinetiethSeconds.map(Figures.duration(seconds:)) ?? "-"),
      ])
    }
    return table.lines(columns: size.columns)
  }

  /// A bar that is full at 1.
  static func bar(_ share: Double, width: Int) -> String {
    let full = Int((min(max(share.isFinite ? share : 0, 0), 1) * Double(width)).rounded())
    return "[" + String(repeating: "#", count: full)
      + String(repeating: ".", count: width - full) + "]"
  }
}
