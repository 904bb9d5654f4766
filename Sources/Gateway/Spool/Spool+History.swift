// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailCodec

/// Which way the mails of a history went.
enum HistoryDirection: Int {
  /// To the peer, which confirmed them.
  case sent = 0
  /// From the peer; it may not know yet that the latest arrived.
  case received = 1
}

/// Migration "history": what both ends know of each other's earlier mails.
extension SpoolSchema {
  static let history = """
    CREATE TABLE history (
      id INTEGER PRIMARY KEY AUTOINCREMENT,   -- the order
      peer BLOB NOT NULL,
      direction INTEGER NOT NULL,             -- 0 sent and confirmed, 1 received
      name BLOB NOT NULL,                     -- SHA-256 of the entry
      text BLOB NOT NULL, note BLOB NOT NULL, -- what the model reads of it
      UNIQUE (peer, direction, name)
    ) STRICT;
    CREATE TABLE historyRefusal (
      peer BLOB PRIMARY KEY,
      refusals INTEGER NOT NULL,              -- in a row
      pause INTEGER NOT NULL                  -- mails to go without history
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE consignment ADD COLUMN packedAfter BLOB;  -- digest of a history; NULL: none
    """
}

extension Spool {
  /// The mails of a direction that are kept, oldest first.
  static func history(
    _ direction: HistoryDirection, of peer: PeerKey, in db: Database
  ) throws -> MailHistory {
    let rows = try Row.fetchAll(
      db, prepared: "SELECT text, note FROM history WHERE peer = ? AND direction = ? ORDER BY id",
      arguments: [Data(peer.bytes), direction.rawValue])
    return MailHistory(
      rows.compactMap { row in
        MailHistory.Entry(text: Array(row["text"] as Data), note: Array(row["note"] as Data))
      })
  }

  /// Takes in a mail that both ends have now, and forgets what is too old.
  static func remember(
    _ entry: MailHistory.Entry, _ direction: HistoryDirection, of peer: PeerKey, in db: Database
  ) throws {
    let before = try history(direction, of: peer, in: db)
    var after = before
    after.append(entry)
    switch direction {
    case .sent: after.trimForPacking()
    case .received: after.trimForUnpacking()
    }
    let kept = Set(after.entries.dropLast().map(\.name))
    for old in before.entries where !kept.contains(old.name) {
      try db.execute(
        prepared: "DELETE FROM history WHERE peer = ? AND direction = ? AND name = ?",
        arguments: [Data(peer.bytes), direction.rawValue, Data(old.name)])
    }
    try db.execute(
      prepared: "INSERT INTO history (peer, direction, name, text, note) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        Data(peer.bytes), direction.rawValue, Data(entry.name), Data(entry.text), Data(entry.note),
      ])
  }

  /// What the next mail to a peer may be packed with; nil while it goes without.
  static func packingHistory(of peer: PeerKey, in db: Database) throws -> MailHistory? {
    try historyPause(of: peer, in: db) > 0 ? nil : try history(.sent, of: peer, in: db)
  }

  /// How many mails go to a peer without history before the next try.
  private static func historyPause(of peer: PeerKey, in db: Database) throws -> Int {
    try Int.fetchOne(
      db, prepared: "SELECT pause FROM historyRefusal WHERE peer = ?", arguments: [Data(peer.bytes)]
    )
      ?? 0
  }

  /// What the next mail to a peer may be packed with when all messages made up so far will have
  /// arrived; nil while it goes without.
  static func expectedHistory(of peer: PeerKey, in db: Database) throws -> MailHistory? {
    let underWay = try Int64.fetchAll(
      db,
      prepared: """
        SELECT g.consignment FROM cargo g JOIN shipment s ON s.id = g.shipment
        WHERE s.peer = ? AND s.class = ? AND s.state = 'waiting' AND s.content <> ?
        ORDER BY s.id, g.position
        """,
      arguments: [
        Data(peer.bytes), MessageClass.chat.rawValue, MessageContent.part.rawValue,
      ])
    guard try historyPause(of: peer, in: db) <= underWay.count else { return nil }
    var expected: MailHistory? = try history(.sent, of: peer, in: db)
    for id in underWay { try expected.follow(ConsignmentID(rawValue: id), in: db) }
    return expected
  }

  /// A mail of ours as it enters the history; nil when it is too large or no longer here.
  static func entry(of consignment: Int64, in db: Database) throws -> MailHistory.Entry? {
    let row = try Row.fetchOne(
      db,
      prepared: """
        SELECT c.envelope AS envelope, m.content AS content FROM consignment c
        JOIN mail m ON m.id = c.mail WHERE c.id = ? AND m.contentBytes <= ?
        """, arguments: [consignment, HistoryLimits.mailBytes])
    guard let row, let content = row["content"] as Data? else { return nil }
    return MailHistory.Entry(envelope: Array(row["envelope"] as Data), mail: Array(content))
  }

  // MARK: - What the peer says

  /// The peer stored a small message of mails: they are history from now on.
  static func rememberSent(_ consignments: [Int64], in db: Database) throws {
    for id in consignments {
      let row = try Row.fetchOne(
        db,
        prepared: "SELECT peer, substr(packed, 1, 1) AS packed FROM consignment WHERE id = ?",
        arguments: [id])
      guard let row, let peer = PeerKey(Array(row["peer"] as Data)),
        let entry = try entry(of: id, in: db)
      else { continue }
      try remember(entry, .sent, of: peer, in: db)
      let usedHistory = (row["packed"] as Data?).map { PackMode(ofPacked: Array($0)) }
      try db.execute(
        prepared: usedHistory == .mixedWithHistory
          ? "DELETE FROM historyRefusal WHERE peer = ?"
          : "UPDATE historyRefusal SET pause = max(0, pause - 1) WHERE peer = ?",
        arguments: [Data(peer.bytes)])
    }
  }

  /// The peer lacks the history a message was packed with: what went to it begins anew.
  ///
  /// When that happens again and again, ever more mails go without history before the next try.
  static func historyRefused(by peer: PeerKey, in db: Database) throws {
    try db.execute(
      prepared: "DELETE FROM history WHERE peer = ? AND direction = ?",
      arguments: [Data(peer.bytes), HistoryDirection.sent.rawValue])
    let refusals =
      1
      + (try Int.fetchOne(
        db, prepared: "SELECT refusals FROM historyRefusal WHERE peer = ?",
        arguments: [Data(peer.bytes)]) ?? 0)
    try db.execute(
      prepared: "INSERT OR REPLACE INTO historyRefusal (peer, refusals, pause) VALUES (?, ?, ?)",
      arguments: [Data(peer.bytes), refusals, 1 << min(refusals - 1, 6) - 1])
  }

  // MARK: - Peers

  /// Forgets the history shared with a peer, both ways.
  func forgetHistory(of peer: PeerKey) throws(SpoolError) {
    try commit(doing: "forgetting the history of a peer") { db in
      try Self.forgetHistory(of: Data(peer.bytes), in: db)
    }
  }

  /// Forgets the history shared with other peers than these.
  func forgetHistories(exceptOf peers: [PeerKey]) throws(SpoolError) {
    let strangers = try read(doing: "reading the histories of peers") { db in
      try Data.fetchAll(
        db, prepared: "SELECT DISTINCT peer FROM history UNION SELECT peer FROM historyRefusal"
      ).filter { row in !peers.contains { Data($0.bytes) == row } }
    }
    // A start on a full disk writes nothing without need.
    guard !strangers.isEmpty else { return }
    try commit(doing: "forgetting the histories of removed peers") { db in
      for stranger in strangers { try Self.forgetHistory(of: stranger, in: db) }
    }
  }

  private static func forgetHistory(of peer: Data, in db: Database) throws {
    try db.execute(prepared: "DELETE FROM history WHERE peer = ?", arguments: [peer])
    try db.execute(prepared: "DELETE FROM historyRefusal WHERE peer = ?", arguments: [peer])
  }
}
