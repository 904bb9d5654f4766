// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Testing

/// What docs/radios.md says of the tests, compared with the tests.
struct RadioDocumentTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The cells of the rows of the table under a heading.
  private func rows(under heading: String) throws -> [[String]] {
    let url = Self.root.appendingPathComponent("docs/radios.md")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    let start = try #require(lines.firstIndex { $0 == "## \(heading)" })
    return lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("|") }
      .dropFirst(2)
      .map { line in
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
          .map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  private func sources() throws -> String {
    let folder = Self.root.appendingPathComponent("Tests/LoRaDriverTests")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var text = ""
    for case let url as URL in files where url.pathExtension == "swift" {
      text += try String(contentsOf: url, encoding: .utf8)
    }
    return text
  }

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
