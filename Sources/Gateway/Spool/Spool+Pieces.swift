// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import GRDB

/// Long bytes lie in the spool in pieces, so that no more than one is copied at once on the way to
/// the disk and back: the first in the row they belong to, the others in `piece`.
extension Spool {
  /// What is there in pieces.
  enum Pieced: Int {
    /// The content of a row of `mail`.
    case content = 0
    /// The packed form of a row of `consignment`.
    case packed = 1
  }

  /// The length of each piece but the last; it stands in triggers of the schema.
  static let pieceBytes = 256 * 1024

  /// The piece that the row itself holds.
  static func firstPiece(of bytes: [UInt8]) -> Data { Data(bytes.prefix(pieceBytes)) }

  /// Stores all pieces but the first, behind the row.
  static func storePieces(
    of bytes: [UInt8], as kind: Pieced, of owner: Int64, in db: Database
  ) throws {
    var position = 1
    for start in stride(from: pieceBytes, to: bytes.count, by: pieceBytes) {
      try db.execute(
        prepared: "INSERT INTO piece (kind, owner, position, bytes) VALUES (?, ?, ?, ?)",
        arguments: [
          kind.rawValue, owner, position, Data(bytes[start...].prefix(pieceBytes)),
        ])
      position += 1
    }
  }

  /// All pieces together, `count` bytes.
  ///
  /// - Throws: ``SpoolError`` when some are missing.
  static func joined(
    _ first: Data, count: Int, as kind: Pieced, of owner: Int64, in db: Database
  ) throws -> [UInt8] {
    guard first.count < count else { return Array(first) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    bytes += first
    let rows = try Row.fetchCursor(
      db, sql: "SELECT bytes FROM piece WHERE kind = ? AND owner = ? ORDER BY position",
      arguments: [kind.rawValue, owner])
    while let row = try rows.next() { bytes += row["bytes"] as Data }
    guard bytes.count == count else {
      throw SpoolError.failed("the spool has \(bytes.count) of \(count) bytes of \(kind) \(owner)")
    }
    return bytes
  }

  /// Gives back what the database keeps in memory, for a mail that takes much of its own.
  func releaseMemory(forBytes bytes: Int) {
    if bytes > Self.pieceBytes { queue.releaseMemory() }
  }

  /// The content of a mail; nil when it is no longer here.
  static func content(of mail: Int64, in db: Database) throws -> [UInt8]? {
    let row = try Row.fetchOne(
      db, prepared: "SELECT content, contentBytes FROM mail WHERE id = ?", arguments: [mail])
    guard let row, let first = row["content"] as Data? else { return nil }
    return try joined(first, count: row["contentBytes"], as: .content, of: mail, in: db)
  }

  /// The packed form of a consignment; nil when there is none.
  static func packed(_ consignment: Int64, in db: Database) throws -> [UInt8]? {
    let row = try Row.fetchOne(
      db, prepared: "SELECT packed, packedBytes FROM consignment WHERE id = ?",
      arguments: [consignment])
    guard let row, let first = row["packed"] as Data? else { return nil }
    return try joined(first, count: row["packedBytes"], as: .packed, of: consignment, in: db)
  }
}
