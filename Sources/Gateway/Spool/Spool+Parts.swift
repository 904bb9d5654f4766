// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

/// A mail of which parts stayed out for too long.
struct ExpiredMail {
  var peer: PeerKey?
  /// Its name for people.
  var publicID: String
  /// Parts that had come.
  var stored: Int
  /// All its parts.
  var count: Int
}

extension Spool {
  /// The packed mail that a part makes whole; nil when others are missing, or it is known.
  func packedMail(
    completedBy part: MailPart, from peer: PeerKey
  ) throws(SpoolError) -> [UInt8]? {
    releaseMemory(forBytes: part.cut.totalBytes)
    return try read(doing: "reading the parts of a mail") { db in
      guard try !Self.isKnown(part, from: peer, in: db) else { return nil }
      let others: StatementArguments = Self.cut(of: part, from: peer) + [part.index]
      let those = "FROM part WHERE \(Self.sameCut) AND position <> ?"
      let stored = try Int.fetchOne(db, prepared: "SELECT count(*) \(those)", arguments: others)
      guard stored == part.cut.count - 1 else { return nil }
      var packed: [UInt8] = []
      packed.reserveCapacity(part.cut.totalBytes)
      let rows = try Row.fetchCursor(
        db, sql: "SELECT position, content \(those) ORDER BY position", arguments: others)
      var index = 0
      while let row = try rows.next() {
        if index == part.index { packed += part.bytes }
        packed += row["content"] as Data
        index = (row["position"] as Int) + 1
      }
      if part.index == part.cut.count - 1 { packed += part.bytes }
      return packed
    }
  }

  /// Stores a part of a mail from the air; nil when the mail is known, else how many are stored.
  ///
  /// Parts of different cuts of one mail do not mix; all of them go when the mail is whole, or when
  /// no more came for long, since each was acknowledged.
  static func store(
    _ part: MailPart, from peer: PeerKey, unix: Int64, at seconds: Int64, in db: Database
  ) throws -> Int? {
    guard try !isKnown(part, from: peer, in: db) else { return nil }
    let cut = cut(of: part, from: peer)
    try db.execute(
      prepared: """
        INSERT OR IGNORE INTO part
          (peer, airID, copy, totalBytes, partCount, position, content, arrivedAtUnix)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """, arguments: cut + [part.index, Data(part.bytes), unix])
    try db.execute(
      prepared: "UPDATE part SET since = ? WHERE \(sameCut)", arguments: [seconds] + cut)
    return try Int.fetchOne(
      db, prepared: "SELECT count(*) FROM part WHERE \(sameCut)", arguments: cut) ?? 0
  }

  /// Removes all parts of a mail, however it was cut.
  static func forgetParts(of part: MailPart, from peer: PeerKey, in db: Database) throws {
    try db.execute(
      prepared: "DELETE FROM part WHERE peer = ? AND airID = ? AND copy = ?",
      arguments: [Data(peer.bytes), Data(part.mailID), part.copy])
  }

  /// A mail whose parts were all there is known from now on by the id they name.
  static func markWhole(_ part: MailPart, from peer: PeerKey, in db: Database) throws {
    let id = MailIdentity.wholeID(airID: part.mailID, from: peer)
    try db.execute(
      prepared: "INSERT OR IGNORE INTO knownMail (airID) VALUES (?)", arguments: [Data(id)])
  }

  /// Removes the mails of which no part came since so many seconds were run.
  static func forgetParts(idleSince seconds: Int64, in db: Database) throws -> [ExpiredMail] {
    let rows = try Row.fetchAll(
      db,
      prepared: """
        SELECT peer, airID, copy, totalBytes, partCount, count(*) AS stored FROM part
        GROUP BY peer, airID, copy, totalBytes, partCount HAVING max(since) <= ?
        """, arguments: [seconds])
    for row in rows {
      try db.execute(
        prepared: "DELETE FROM part WHERE \(sameCut)",
        arguments: [
          row["peer"] as Data, row["airID"] as Data, row["copy"] as Int,
          row["totalBytes"] as Int, row["partCount"] as Int,
        ])
    }
    return rows.map { row in
      ExpiredMail(
        peer: PeerKey(Array(row["peer"] as Data)),
        publicID: MailIdentity.publicIDs(airID: Array(row["airID"] as Data)).first ?? "",
        stored: row["stored"], count: row["partCount"])
    }
  }

  /// Mails of which parts are stored, as rows of the queue.
  static func partRows(in db: Database) throws -> [QueueRow] {
    try Row.fetchAll(
      db,
      prepared: """
        SELECT peer, airID, totalBytes, partCount, count(*) AS stored,
          min(arrivedAtUnix) AS arrivedAtUnix
        FROM part GROUP BY peer, airID, copy, totalBytes, partCount ORDER BY min(id)
        """
    ).map { row in
      let name = MailIdentity.publicIDs(airID: Array(row["airID"] as Data)).first ?? ""
      let stored: Int = row["stored"]
      let entry = QueueEntry(
        id: name, direction: .in, peer: "", sender: "", recipients: [], rawBytes: 0,
        packedBytes: row["totalBytes"], state: QueueEntry.receiving,
        progress: Double(stored) / Double(max(row["partCount"] as Int, 1)), frames: 0,
        airtimeMicroseconds: 0, etaSeconds: nil, etaNinetiethSeconds: nil,
        arrivedAtUnix: row["arrivedAtUnix"])
      return QueueRow(
        entry: entry, peer: PeerKey(Array(row["peer"] as Data)), loads: [], envelope: [])
    }
  }

  private static let sameCut =
    "peer = ? AND airID = ? AND copy = ? AND totalBytes = ? AND partCount = ?"

  private static func cut(of part: MailPart, from peer: PeerKey) -> StatementArguments {
    [Data(peer.bytes), Data(part.mailID), part.copy, part.cut.totalBytes, part.cut.count]
  }

  private static func isKnown(
    _ part: MailPart, from peer: PeerKey, in db: Database
  ) throws -> Bool {
    let whole = MailIdentity.wholeID(airID: part.mailID, from: peer)
    return try isKnown(airID: part.mailID, in: db) || isKnown(airID: whole, in: db)
  }
}
