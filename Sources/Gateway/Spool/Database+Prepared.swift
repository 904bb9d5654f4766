// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import GRDB

// Statements that are compiled once and kept by their text: compiling one takes longer than running
// it. The text must not hold values, and a statement must not be begun again while its rows are
// being read, so there is no cursor here.

extension Database {
  /// Executes one statement that changes something.
  func execute(prepared sql: String, arguments: StatementArguments = []) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
  /// The first value a statement finds; nil when it finds none.
  static func fetchOne(
    _ db: Database, prepared sql: String, arguments: StatementArguments = []
  ) throws -> Self? {
    try fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
  }

  /// All values a statement finds.
  static func fetchAll(
    _ db: Database, prepared sql: String, arguments: StatementArguments = []
  ) throws -> [Self] {
    try fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
  }
}

extension Row {
  /// The first row a statement finds; nil when it finds none.
  static func fetchOne(
    _ db: Database, prepared sql: String, arguments: StatementArguments = []
  ) throws -> Row? {
    try fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
  }

  /// All rows a statement finds.
  static func fetchAll(
    _ db: Database, prepared sql: String, arguments: StatementArguments = []
  ) throws -> [Row] {
    try fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
  }
}
