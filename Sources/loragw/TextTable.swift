// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Columns of text under a head, as wide as they need to be and the terminal allows.
package struct TextTable {
  private enum Line {
    case row([StyledText])
    case note(StyledText)
  }

  /// Columns between two columns.
  private static let gap = 2
  /// A column is not shortened below this.
  private static let leastWidth = 8

  private var lines: [Line]
  private let titles: [String]
  private let shrinking: Set<String>
  private let dropping: [String]

  /// An empty table.
  ///
  /// Where it is too wide the columns `shrinking` are shortened with `…`, the widest first; then
  /// those `dropping` are left out, in this order.
  package init(_ head: [String], shrinking: Set<String>? = nil, dropping: [String] = []) {
    titles = head
    self.shrinking = shrinking ?? Set(head.prefix(1))
    self.dropping = dropping
    lines = [.row(head.map { StyledText($0, .strong) })]
  }

  /// Adds a row without marks.
  package mutating func add(_ row: [String]) { lines.append(.row(row.map { StyledText($0) })) }

  /// Adds a row.
  package mutating func add(styled row: [StyledText]) { lines.append(.row(row)) }

  /// A line of its own below the last row.
  package mutating func note(_ text: String) { lines.append(.note(StyledText(text))) }

  /// The table as standard output shows it.
  var text: String { TerminalStyle.output.text(lines(columns: TerminalSize.outputColumns)) }

  /// The lines in so many columns; the first column is left-aligned, numbers to the right.
  package func lines(columns: Int) -> [StyledText] {
    let layout = layout(columns)
    return lines.map { line in
      switch line {
      case .row(let cells):
        var whole: StyledText = ""
        for (place, (column, width)) in layout.enumerated() {
          let cell = column < cells.count ? cells[column].shortened(to: width) : ""
          let isNumber = column > 0 && cell.plain.first.map { $0.isNumber || $0 == "-" } ?? false
          let isLast = place == layout.count - 1
          whole = whole + (place == 0 ? "" : "  ")
          whole =
            whole + (isLast && !isNumber ? cell : cell.filled(to: width, numbersRight: isNumber))
        }
        return whole.shortened(to: columns)
      case .note(let text): return text.shortened(to: columns)
      }
    }
  }

  /// The columns that are shown, and their widths.
  private func layout(_ columns: Int) -> [(column: Int, width: Int)] {
    var shown = Array(titles.indices)
    var leaving = dropping[...]
    while true {
      let widths = fitted(shown, columns)
      let total = widths.reduce(Self.gap * (shown.count - 1)) { $0 + $1 }
      guard total > columns, let title = leaving.popFirst() else {
        return Array(zip(shown, widths)).map { ($0, $1) }
      }
      shown.removeAll { titles[$0] == title }
    }
  }

  /// The widths of these columns, shortened as far as they may be.
  private func fitted(_ shown: [Int], _ columns: Int) -> [Int] {
    var widths = shown.map { column in
      lines.reduce(0) { width, line in
        guard case .row(let cells) = line, column < cells.count else { return width }
        return max(width, cells[column].columns)
      }
    }
    var excess = widths.reduce(Self.gap * (shown.count - 1)) { $0 + $1 } - columns
    while excess > 0 {
      let places = widths.indices.filter {
        shrinking.contains(titles[shown[$0]]) && widths[$0] > Self.leastWidth
      }
      guard let widest = places.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}
