// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// A table of a document.
package struct MarkdownTable {
  /// The cells of its rows, without the head.
  package let rows: [[String]]

  /// The tables under a heading of the second level, as one; nil when there is no such heading.
  package init?(under heading: String, in document: String) throws {
    let lines = try SourceTree.text(document).split(separator: "\n")
    guard let start = lines.firstIndex(where: { $0 == "## \(heading)" }) else { return nil }
    rows = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("|") }
      .dropFirst(2)
      .map { line in
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
          .map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }
}
