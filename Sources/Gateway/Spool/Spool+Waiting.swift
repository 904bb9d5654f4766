// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

/// Mails of one class that wait for one peer, all together.
struct WaitingSum {
  var peer: PeerKey
  var messageClass: MessageClass
  var mails: Int
  /// Their bytes after the codec; those not packed yet are taken for average ones.
  var bytes: Int
}

/// Sums over the queue, read from an index: their cost grows with the queue by less than a
/// microsecond a mail.
extension Spool {
  /// A mail whose size after the codec nobody knows, bytes.
  private static let guessedBytes = 2048

  /// What waits for each peer in each class, and how much of it is held.
  func waitingSums() throws(SpoolError) -> (waiting: [WaitingSum], held: [WaitingSum]) {
    try read(doing: "adding the queue up") { db in
      // Few mails are held: they are looked up one by one, rather than that all are.
      let held = "mailHold CROSS JOIN consignment ON consignment.mail = mailHold.mail"
      return (
        try Self.sums(over: "consignment", "1", [], in: db),
        try Self.sums(over: held, "1", [], in: db)
      )
    }
  }

  /// What goes to a mail's peer before it, by class; nil when the mail waits for no such peer.
  func sumsAhead(
    of mail: Int64, to peer: PeerKey
  ) throws(SpoolError) -> [WaitingSum]? {
    try read(doing: "adding up what goes before a mail") { db in
      let row = try Row.fetchOne(
        db,
        prepared: """
          SELECT class, rank, id FROM consignment WHERE mail = ? AND peer = ? AND state <> 'arrived'
          """, arguments: [mail, Data(peer.bytes)])
      guard let row else { return nil }
      return try Self.sums(
        over: "consignment", "peer = ? AND (class, rank, consignment.id) < (?, ?, ?)",
        [Data(peer.bytes), row["class"] as Int, row["rank"] as Int, row["id"] as Int64], in: db)
    }
  }

  /// Whether more than so many mails wait to go out.
  func hasWaiting(moreThan count: Int) throws(SpoolError) -> Bool {
    try read(doing: "counting the queue") { db in
      let found = try Int.fetchOne(
        db,
        prepared: """
          SELECT count(*) FROM (SELECT 1 FROM consignment WHERE state <> 'arrived' LIMIT ?)
          """, arguments: [count + 1])
      return (found ?? 0) > count
    }
  }

  private static func sums(
    over table: String, _ condition: String, _ arguments: StatementArguments, in db: Database
  ) throws -> [WaitingSum] {
    try Row.fetchAll(
      db,
      prepared: """
        SELECT peer, class, count(*) AS mails, count(packedBytes) AS packed,
          ifnull(sum(packedBytes), 0) AS bytes
        FROM \(table) WHERE state <> 'arrived' AND \(condition) GROUP BY peer, class
        """, arguments: arguments
    ).compactMap { row in
      guard let peer = PeerKey(Array(row["peer"] as Data)),
        let messageClass = MessageClass(rawValue: row["class"])
      else { return nil }
      let mails: Int = row["mails"]
      let packed: Int = row["packed"]
      let bytes: Int = row["bytes"]
      let mean = packed == 0 ? guessedBytes : bytes / packed
      return WaitingSum(
        peer: peer, messageClass: messageClass, mails: mails,
        bytes: bytes + (mails - packed) * mean)
    }
  }
}
