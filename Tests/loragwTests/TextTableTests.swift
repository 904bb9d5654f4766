// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Testing
import loragw

@Suite struct TextTableTests {
  private func plain(_ table: TextTable, _ columns: Int) -> [String] {
    table.lines(columns: columns).map(\.plain)
  }

  @Test func `columns are as wide as they need to be, numbers to the right`() {
    var table = TextTable(["name", "count", "note"])
    table.add(["a", "7", "x"])
    table.add(["longer", "1234567", "y"])
    #expect(
      plain(table, 80) == [
        "name    count    note", "a             7  x", "longer  1234567  y",
      ])
  }

  @Test func `the widest of the columns that may shrink is shortened first`() {
    var table = TextTable(["name", "text"], shrinking: ["name", "text"])
    table.add([String(repeating: "n", count: 12), String(repeating: "t", count: 40)])
    #expect(plain(table, 34)[1] == "nnnnnnnnnnnn  " + String(repeating: "t", count: 19) + "…")
  }

  @Test func `what cannot be shortened is left out in the order given`() {
    var table = TextTable(["id", "first", "last"], shrinking: [], dropping: ["last", "first"])
    table.add(["AAAA-BBBB", "12345678", "87654321"])
    #expect(plain(table, 29)[1] == "AAAA-BBBB  12345678  87654321")
    #expect(plain(table, 28)[1] == "AAAA-BBBB  12345678")
    #expect(plain(table, 12)[1] == "AAAA-BBBB")
    #expect(plain(table, 5)[1] == "AAAA…")
  }

  @Test func `notes are shortened too`() {
    var table = TextTable(["id"])
    table.note("  <somebody@example.test> 550 no")
    #expect(plain(table, 12)[1] == "  <somebody…")
  }
}
