// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The boards known by name.
public struct BoardTable: Equatable, Sendable {
  /// The boards, in the table's order.
  public var boards: [Board]

  /// The table that comes with loragw: `hardware/boards.toml`.
  ///
  /// - Throws: `ConfigurationError`; never, as the tests see to.
  public static func shipped() throws(ConfigurationError) -> BoardTable {
    try BoardTable(
      parsing: String(decoding: PackageResources.boards_toml, as: UTF8.self), file: "boards.toml")
  }

  /// Reads a table of boards; `file` is the name for error messages.
  ///
  /// - Throws: `ConfigurationError`, whose description has one line per problem.
  public init(parsing text: String, file: String) throws(ConfigurationError) {
    let outline = TOMLOutline(Array(text.utf8))
    let table = try Configuration.table(of: text, outline: outline, file: file)
    let log = ProblemLog(outline: outline)
    let whole = SectionReader(table, log: log)
    whole.checkKeys(known: ["board"])
    boards = Board.all(whole)
    guard log.problems.isEmpty else { throw .invalid(file: file, problems: log.sorted) }
  }

  /// The board of that id.
  public func board(_ id: String) -> Board? { boards.first { $0.id == id } }

  /// The id nearest to one that is not there.
  public func nearest(to id: String) -> String? {
    KeySpelling.nearest(to: id, among: boards.lazy.map(\.id))
  }

  /// The boards whose EEPROM would say this.
  public func boards(hatName: String) -> [Board] {
    boards.filter { $0.hatNames.contains(hatName) }
  }
}
