// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import SourceTree
import Testing

/// What docs/radios.md says of the tests, compared with the tests.
struct RadioDocumentTests {
  private func rows(under heading: String) throws -> [[String]] {
    try #require(try MarkdownTable(under: heading, in: "docs/radios.md")).rows
  }

  private func sources() throws -> String { try SourceTree.swift(below: "Tests/LoRaDriverTests") }

  @Test func `each of the fifteen points names the tests with its number`() throws {
    let sources = try sources()
    let rows = try rows(under: "What drivers get wrong")
    #expect(rows.map { $0[0] } == (1...15).map { "\($0)" })
    for row in rows {
      let test = try #require(row.last)
      #expect(Int(test.prefix(2)) == Int(row[0]), "\(test)")
      #expect(sources.contains("func `\(test)`("), "\(test)")
    }
  }

  @Test func `every test its second table names exists`() throws {
    let sources = try sources()
    let rows = try rows(under: "What a gateway needs besides")
    #expect(rows.count >= 10)
    for row in rows { #expect(sources.contains("func `\(row[1])`("), "\(row[1])") }
  }
}
