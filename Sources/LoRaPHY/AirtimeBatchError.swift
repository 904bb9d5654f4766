// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a line of an airtime table cannot be reckoned.
public enum AirtimeBatchError: Error, Equatable, Sendable {
  /// The header names a column that does not exist.
  case unknownColumn(line: Int, name: String)
  /// The header names a column twice.
  case repeatedColumn(line: Int, name: String)
  /// The header lacks a column.
  case missingColumn(line: Int, name: String)
  /// A row has more or fewer fields than the header.
  case fieldCount(line: Int, found: Int, expected: Int)
  /// A field has a value that does not exist.
  case illegalValue(line: Int, column: String, value: String, legal: String)
}

extension AirtimeBatchError: CustomStringConvertible {
  /// Where it is, what is wrong, and what is legal.
  public var description: String {
    switch self {
    case .unknownColumn(let line, let name):
      let names = AirtimeColumn.allCases.map(\.rawValue).joined(separator: ", ")
      return "line \(line): unknown column \"\(name)\"; legal: \(names)"
    case .repeatedColumn(let line, let name):
      return "line \(line): column \(name) stands twice; legal: once"
    case .missingColumn(let line, let name):
      let names = AirtimeColumn.allCases.filter { !$0.isComputed }.map(\.rawValue)
      return "line \(line): column \(name) is missing; needed: \(names.joined(separator: ", "))"
    case .fieldCount(let line, let found, let expected):
      return "line \(line): \(found) fields; legal: \(expected), as in the header"
    case .illegalValue(let line, let column, let value, let legal):
      return "line \(line), column \(column): illegal value \"\(value)\"; legal: \(legal)"
    }
  }
}
