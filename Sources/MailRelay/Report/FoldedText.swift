// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A text in lines of at most 76 columns, cut at blanks where there are any (RFC 5322 §2.2.3).
struct FoldedText: Hashable, Sendable {
  /// The lines; those after the first begin with the indent.
  let lines: [String]

  private static let columns = 76
  /// A word without blanks may be this long.
  private static let mostColumns = 900

  init(_ text: String, indent: String) {
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var isFresh = true
    for word in text.split(separator: " ") {
      if !isFresh, line.utf8.count + 1 + word.utf8.count > Self.columns {
        lines.append(line)
        (line, isFresh) = (indent, true)
      }
      line += (isFresh ? "" : " ") + word.prefix(Self.mostColumns)
      isFresh = false
    }
    self.lines = lines + [line]
  }
}
