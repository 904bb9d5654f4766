// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where the tables and keys of a TOML text lie: the TOML reader keeps no positions, but error
/// messages want lines and edits want bytes.
///
/// Made for a text that a TOML parser has accepted; for any other text it still ends and never
/// traps, with an outline of no use. Keys inside inline tables are not listed.
package struct TOMLOutline: Equatable, Sendable {
  /// One `[table]`, `[[element]]` or `key = value`.
  package struct Statement: Equatable, Sendable {
    /// What a statement does.
    package enum Kind: Equatable, Sendable {
      /// `[table]`.
      case table
      /// `[[element]]`.
      case arrayElement
      /// `key = value`.
      case assignment
    }
    /// What it does.
    package var kind: Kind
    /// The full key path as error messages spell it, for example `peer[2].name`.
    package var path: String
    /// The line it begins in, from 1.
    package var line: Int
    /// The bytes from the begin of its first line to the end of its last, line end included.
    package var bytes: Range<Int>
  }

  /// A place that no TOML text has.
  package struct Flaw: Equatable, Sendable {
    /// The byte where it is.
    package var byte: Int
    /// What is wrong there.
    package var message: String
  }

  /// All statements in the order of the text.
  package private(set) var statements: [Statement] = []
  /// The first thing no TOML text has, of those kinds that stop the TOML reader's process instead
  /// of being told as errors.
  package let flaw: Flaw?

  /// Outlines the bytes of a text.
  package init(_ text: [UInt8]) {
    var scanner = TOMLScanner(text)
    var section = ""
    var elements: [String: Int] = [:]
    while let found = scanner.nextStatement() {
      let path: String
      switch found.kind {
      case .assignment:
        path = TOMLOutline.resolve(found.key, under: section, elements: elements)
      case .table:
        path = TOMLOutline.resolve(found.key, under: "", elements: elements)
        section = path
      case .arrayElement:
        let array = TOMLOutline.resolve(found.key, under: "", elements: elements, last: false)
        elements[array, default: 0] += 1
        path = "\(array)[\(elements[array, default: 1])]"
        section = path
      }
      statements.append(
        Statement(kind: found.kind, path: path, line: found.line, bytes: found.bytes))
    }
    flaw = scanner.flaw
  }

  /// The line of a key path: where it stands, else where something inside it begins, else that of
  /// the nearest table around it; `nil` for none of these.
  package func line(of path: String) -> Int? {
    var wanted = path[...]
    while true {
      let hit =
        statements.first { $0.path == wanted }
        ?? statements.first { $0.path.hasPrefix(wanted + "[") || $0.path.hasPrefix(wanted + ".") }
      if let hit { return hit.line }
      guard let dot = wanted.lastIndex(of: ".") else { return nil }
      wanted = wanted[..<dot]
    }
  }

  /// Joins key parts to a path, with the index of the current element behind each array's name.
  private static func resolve(
    _ key: [String], under section: String, elements: [String: Int], last: Bool = true
  ) -> String {
    var path = section
    for (index, part) in key.enumerated() {
      path += path.isEmpty ? part : ".\(part)"
      if last || index < key.count - 1, let element = elements[path] { path += "[\(element)]" }
    }
    return path
  }
}
