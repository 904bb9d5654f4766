// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Gateway

/// Mails on their way, one a line.
package struct QueueTable {
  private let entries: [QueueEntry]

  /// The table of these mails.
  package init(_ entries: [QueueEntry]) { self.entries = entries }

  /// The head, and the mails with what was answered about recipients.
  package func lines(columns: Int) -> [StyledText] {
    var table = TextTable(
      ["id", "way", "peer", "bytes", "packed", "airtime", "state", "eta", "90 %"],
      shrinking: ["peer"], dropping: ["airtime", "90 %", "bytes", "way", "packed", "peer"])
    for entry in entries {
      table.add(styled: Self.row(entry))
      for recipient in entry.recipients
      where recipient.state == .failed || recipient.state == .refusedThere {
        table.note("  <\(recipient.address)> \(recipient.reply ?? "failed")")
      }
    }
    return table.lines(columns: columns)
  }

  private static func row(_ entry: QueueEntry) -> [StyledText] {
    let moves = entry.direction == .out || entry.state == QueueEntry.receiving
    let percent = Int(min(max(entry.progress, 0), 1) * 100)
    let state = moves && percent > 0 ? "\(entry.state) \(percent) %" : entry.state
    func time(_ seconds: Double?) -> StyledText {
      StyledText(seconds.map(Figures.duration(seconds:)) ?? "-")
    }
    return [
      StyledText(entry.id), StyledText(entry.direction.rawValue), StyledText(entry.peer),
      StyledText(entry.state == QueueEntry.receiving ? "-" : "\(entry.rawBytes)"),
      StyledText(entry.packedBytes.map { "\($0)" } ?? "-"),
      time(entry.priceMicroseconds.map { Double($0) / 1_000_000 }),
      StyledText(state, mark(entry.state)), time(entry.etaSeconds), time(entry.etaNinetiethSeconds),
    ]
  }

  private static func mark(_ state: String) -> TextMark? {
    switch state {
    case "on air", QueueEntry.receiving: .good
    case QueueEntry.held, "refused": .warn
    case "failed", "unreadable": .bad
    default: nil
    }
  }
}
