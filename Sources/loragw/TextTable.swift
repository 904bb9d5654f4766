// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Columns of text under a head, as wide as they need to be.
struct TextTable {
  private enum Line {
    case row([String])
    case note(String)
  }

  private var lines: [Line]

  init(_ head: [String]) { lines = [.row(head)] }

  mutating func add(_ row: [String]) { lines.append(.row(row)) }

  /// A line of its own below the last row.
  mutating func note(_ text: String) { lines.append(.note(text)) }

  /// The table; the first column is left-aligned, numbers to the right.
  var text: String {
    let rows = lines.compactMap { if case .row(let cells) = $0 { cells } else { nil } }
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { line in
      switch line {
      case .row(let cells):
        let text = zip(cells, widths).enumerated().map { index, cell in
          Self.padded(cell.0, to: cell.1, isFirst: index == 0)
        }
        return text.joined(separator: "  ")
      case .note(let text): return text
      }
    }.joined(separator: "\n")
  }

  private static func padded(_ text: String, to width: Int, isFirst: Bool) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    let isNumber = text.first.map { $0.isNumber || $0 == "-" } ?? false
    return isFirst || !isNumber ? text + blanks : blanks + text
  }
}
