// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A list with a heading, of which as much is shown as there is room for.
struct StatusBlock {
  /// A blank line, the heading, and one line of the list.
  private static let leastRows = 3
  /// What each list gets before another one gets more.
  private static let fairRows = 6

  private let heading: StyledText
  private let list: [StyledText]
  private let total: Int

  /// A list whose first line is the heading; of so many in all, which may be more.
  init(_ lines: [StyledText], total: Int) {
    heading = lines.first ?? ""
    list = Array(lines.dropFirst())
    self.total = total
  }

  /// The rows for all of it; none for an empty list.
  var height: Int { list.isEmpty ? 0 : list.count + 2 }

  /// The first rows of it, the last one saying how many are left out.
  func lines(rows: Int) -> [StyledText] {
    guard rows >= Self.leastRows, !list.isEmpty else { return [] }
    guard rows < height || total > list.count else { return ["", heading] + list }
    let shown = min(list.count, rows - Self.leastRows)
    let more: StyledText = "… \(total - shown) more"
    return ["", heading] + list.prefix(shown) + [more]
  }

  /// How the room is shared: a few rows for each list, then the rest to the first that wants it.
  static func rows(of heights: [Int], in room: Int) -> [Int] {
    var left = room
    var rows = heights.map { height in
      let fair = min(height, fairRows, left)
      guard fair >= leastRows else { return 0 }
      left -= fair
      return fair
    }
    for index in rows.indices where rows[index] > 0 {
      let more = min(heights[index] - rows[index], left)
      rows[index] += more
      left -= more
    }
    return rows
  }
}
