// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

/// What a part from the air came to.
enum PartOutcome {
  /// The mail is known already; nothing was stored.
  case known
  /// Parts are still missing.
  case incomplete(stored: Int)
  /// It was the last one: the packed mail.
  case complete([UInt8])
}

extension Spool {
  /// Stores a part of a mail from the air.
  ///
  /// Parts of different cuts of one mail do not mix; all of them go when the mail is whole, never
  /// before, since each was acknowledged.
  static func store(
    _ part: MailPart, from peer: PeerKey, in db: Database
  ) throws -> PartOutcome {
    let whole = MailIdentity.wholeID(airID: part.mailID, from: peer)
    if try isKnown(airID: part.mailID, in: db) || isKnown(airID: whole, in: db) {
      return .known
    }
    let name: StatementArguments = [
      Data(peer.bytes), Data(part.mailID), part.copy, part.cut.totalBytes, part.cut.count,
    ]
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO part (peer, airID, copy, totalBytes, partCount, position, content)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """, arguments: name + [part.index, Data(part.bytes)])
    let those =
      "FROM part WHERE peer = ? AND airID = ? AND copy = ? AND totalBytes = ? AND partCount = ?"
    let stored = try Int.fetchOne(db, sql: "SELECT count(*) \(those)", arguments: name) ?? 0
    guard stored == part.cut.count else { return .incomplete(stored: stored) }
    var packed: [UInt8] = []
    packed.reserveCapacity(part.cut.totalBytes)
    let rows = try Data.fetchCursor(
      db, sql: "SELECT content \(those) ORDER BY position", arguments: name)
    while let bytes = try rows.next() { packed += bytes }
    try db.execute(
      sql: "DELETE FROM part WHERE peer = ? AND airID = ? AND copy = ?",
      arguments: [Data(peer.bytes), Data(part.mailID), part.copy])
    return .complete(packed)
  }

  /// A mail whose parts were all there is known from now on by the id they name.
  static func markWhole(_ part: MailPart, from peer: PeerKey, in db: Database) throws {
    let id = MailIdentity.wholeID(airID: part.mailID, from: peer)
    try db.execute(
      sql: "INSERT OR IGNORE INTO knownMail (airID) VALUES (?)", arguments: [Data(id)])
  }
}
