// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailRelay

/// A mail as an operator names it.
struct NamedMail {
  var row: Int64
  var publicID: String
  var direction: QueueEntry.Direction
}

extension Spool {
  /// The mail of this name, in whichever case it is written; nil when there is none.
  func mail(named name: String) throws(SpoolError) -> NamedMail? {
    try read(doing: "looking for a mail") { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT id, publicID, origin FROM mail WHERE publicID = ?",
        arguments: [name.uppercased()])
      return row.map {
        NamedMail(
          row: $0["id"], publicID: $0["publicID"],
          direction: ($0["origin"] as Data?) == nil ? .out : .in)
      }
    }
  }

  /// Gives recipients up: each has this reply from now on.
  ///
  /// Of a mail from the air the reply goes home as a result. Of a mail from the door the sender is
  /// told here: this is the one place through which such recipients pass.
  static func fail(
    _ positions: [Int], of mail: Int64, _ reply: Reply, in db: Database
  ) throws {
    for position in positions {
      try setState(.failed, reply: reply, mail: mail, position: position, in: db)
      try queueResult(.permanent(reply), recipient: position, of: mail, in: db)
    }
  }

  // MARK: - Holding

  static func isHeld(_ mail: Int64, in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM mailHold WHERE mail = ?)", arguments: [mail]) ?? false
  }

  /// Keeps a mail back until it is released; messages that the link is to give up are returned.
  ///
  /// What others share a message with it wait again, without it.
  static func hold(
    _ mail: Int64, inLink: Set<MessageHandle>, in db: Database
  ) throws -> [MessageHandle] {
    try hold(mail, because: "the operator", in: db)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT g.shipment AS shipment,
          (SELECT count(*) FROM cargo o WHERE o.shipment = g.shipment) > 1 AS isShared
        FROM cargo g JOIN consignment c ON c.id = g.consignment
        JOIN shipment s ON s.id = g.shipment
        WHERE c.mail = ? AND s.state = 'waiting'
        """, arguments: [mail])
    for row in rows where row["isShared"] as Bool { try withdraw(row["shipment"], inLink, in: db) }
    return rows.map { MessageHandle(rawValue: $0["shipment"]) }.filter(inLink.contains)
  }

  /// Lets a held mail go on when so many seconds were run; its time begins anew.
  static func release(_ mail: Int64, at seconds: Int64, in db: Database) throws {
    try db.execute(sql: "DELETE FROM mailHold WHERE mail = ?", arguments: [mail])
    try db.execute(
      sql: "UPDATE delivery SET since = (SELECT minutes FROM runTime) WHERE mail = ?",
      arguments: [mail])
    try db.execute(
      sql: "UPDATE terms SET takenAt = ? WHERE mail = ?", arguments: [seconds, mail])
  }

  // MARK: - Withdrawing

  /// Takes the ways of a mail to some or all peers from the queue; messages that the link is to
  /// give up are returned.
  static func withdraw(
    _ mail: Int64, to peer: PeerKey? = nil, inLink: Set<MessageHandle>, in db: Database
  ) throws -> [MessageHandle] {
    let chosen: StatementArguments = [mail, peer.map { Data($0.bytes) }]
    let those = "SELECT id FROM consignment WHERE mail = ? AND peer = ifnull(?, peer)"
    let shipments = try Int64.fetchAll(
      db, sql: "SELECT DISTINCT shipment FROM cargo WHERE consignment IN (\(those))",
      arguments: chosen)
    try db.execute(sql: "DELETE FROM consignment WHERE id IN (\(those))", arguments: chosen)
    for shipment in shipments { try withdraw(shipment, inLink, in: db) }
    return shipments.map(MessageHandle.init(rawValue:)).filter(inLink.contains)
  }

  /// Takes a message apart: at once, or when the link gives it back.
  private static func withdraw(
    _ shipment: Int64, _ inLink: Set<MessageHandle>, in db: Database
  ) throws {
    let sql =
      inLink.contains(MessageHandle(rawValue: shipment))
      ? "UPDATE shipment SET withdrawn = 1 WHERE id = ?" : "DELETE FROM shipment WHERE id = ?"
    try db.execute(sql: sql, arguments: [shipment])
  }

  /// Messages the link has that it is to give up: those of held mails, and withdrawn ones.
  func withdrawnShipments() throws(SpoolError) -> [MessageHandle] {
    try read(doing: "reading withdrawn messages") { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT id FROM shipment s WHERE state = 'waiting' AND (withdrawn = 1 OR EXISTS (
            SELECT 1 FROM cargo g JOIN consignment c ON c.id = g.consignment
            JOIN mailHold h ON h.mail = c.mail WHERE g.shipment = s.id)) ORDER BY id
          """
      ).map(MessageHandle.init(rawValue:))
    }
  }

  /// Forgets withdrawn messages that the link has no longer.
  func forgetWithdrawn(except inLink: Set<MessageHandle>) throws(SpoolError) {
    let gone = try read(doing: "reading withdrawn messages") { db in
      try Int64.fetchAll(db, sql: "SELECT id FROM shipment WHERE withdrawn = 1")
        .filter { !inLink.contains(MessageHandle(rawValue: $0)) }
    }
    guard !gone.isEmpty else { return }
    try commit(doing: "forgetting withdrawn messages") { db in
      for id in gone {
        try db.execute(sql: "DELETE FROM shipment WHERE id = ?", arguments: [id])
      }
    }
  }

  /// Forgets the body of a mail that goes nowhere any more.
  static func forgetBody(of mail: Int64, in db: Database) throws {
    try db.execute(
      sql: """
        UPDATE mail SET content = NULL WHERE id = ? AND NOT EXISTS (
          SELECT 1 FROM consignment WHERE mail = mail.id AND state <> 'arrived')
        """, arguments: [mail])
  }

  // MARK: - Order

  /// Puts the ways of a mail at the head of a class; messages that the link has keep theirs.
  static func prioritise(
    _ mail: Int64, _ messageClass: MessageClass, inLink: Set<MessageHandle>, in db: Database
  ) throws {
    // Only small messages may be packed with earlier mails: elsewhere the mail is packed afresh.
    try db.execute(
      sql: """
        UPDATE consignment SET wantedClass = ?1, class = ?1,
          rank = (SELECT min(rank, 0) - 1 FROM consignment o WHERE o.state <> 'arrived'
            AND o.peer = consignment.peer ORDER BY o.rank LIMIT 1)
        WHERE mail = ?2 AND state <> 'arrived'
        """, arguments: [messageClass.rawValue, mail])
    let shipments = try Int64.fetchAll(
      db,
      sql: """
        SELECT g.shipment FROM cargo g JOIN consignment c ON c.id = g.consignment
        JOIN shipment s ON s.id = g.shipment
        WHERE c.mail = ? AND s.state = 'waiting'
        """, arguments: [mail]
    ).filter { !inLink.contains(MessageHandle(rawValue: $0)) }
    let isWhole = "id = ? AND content <> \(MessageContent.part.rawValue)"
    for id in shipments {
      try db.execute(sql: "DELETE FROM shipment WHERE \(isWhole)", arguments: [id])
      try db.execute(
        sql: "UPDATE shipment SET class = ? WHERE id = ?", arguments: [messageClass.rawValue, id])
    }
    guard messageClass != .chat else { return }
    try db.execute(
      sql: """
        UPDATE consignment SET state = 'packing', packed = NULL, packedAfter = NULL
        WHERE mail = ? AND state = 'waiting' AND packedAfter IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM cargo WHERE consignment = consignment.id)
        """, arguments: [mail])
  }

  /// The ways of a mail that are still to be packed.
  static func unpacked(of mail: Int64, in db: Database) throws -> [ConsignmentID] {
    try Int64.fetchAll(
      db, sql: "SELECT id FROM consignment WHERE mail = ? AND state = 'packing'",
      arguments: [mail]
    ).map(ConsignmentID.init(rawValue:))
  }
}
