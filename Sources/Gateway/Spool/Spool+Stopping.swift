// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailRelay

/// A recipient that a mail did not reach.
struct UnreachedRecipient {
  var position: Int
  var peer: PeerKey
}

/// A message that is taken back from the link.
struct StoppedMessage {
  var handle: MessageHandle
  var peer: PeerKey
}

extension Spool {
  /// The recipients of a mail that no peer has taken it for.
  static func unreached(_ mail: Int64, in db: Database) throws -> [UnreachedRecipient] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT r.position AS position, c.peer AS peer FROM recipient r
        JOIN consignment c ON c.id = r.consignment
        WHERE r.mail = ? AND r.state = 'waiting' ORDER BY r.position
        """, arguments: [mail]
    ).compactMap { row in
      PeerKey(Array(row["peer"] as Data)).map {
        UnreachedRecipient(position: row["position"], peer: $0)
      }
    }
  }

  /// Gives up a mail for the recipients that no peer has taken it for.
  ///
  /// Messages that carry it are taken apart: other mails in them wait again. Returns those
  /// messages, of which the link may have some. The same mail may be handed over again.
  static func stop(
    _ mail: Int64, reply: Reply, in db: Database
  ) throws -> [StoppedMessage] {
    let consignments = try Int64.fetchAll(
      db, sql: "SELECT id FROM consignment WHERE mail = ? AND state <> 'arrived'",
      arguments: [mail])
    var stopped: [StoppedMessage] = []
    for consignment in consignments {
      stopped += try Row.fetchAll(
        db,
        sql: """
          SELECT id, peer FROM shipment
          WHERE id IN (SELECT shipment FROM cargo WHERE consignment = ?) ORDER BY id
          """, arguments: [consignment]
      ).compactMap { row in
        PeerKey(Array(row["peer"] as Data)).map {
          StoppedMessage(handle: MessageHandle(rawValue: row["id"]), peer: $0)
        }
      }
      try db.execute(
        sql: """
          DELETE FROM shipment WHERE id IN (SELECT shipment FROM cargo WHERE consignment = ?)
          """, arguments: [consignment])
      try db.execute(
        sql: """
          UPDATE recipient SET state = ?, reply = ?, status = ?
          WHERE consignment = ? AND state = 'waiting'
          """,
        arguments: [
          RecipientState.failed.rawValue, reply.description, reply.status?.description,
          consignment,
        ])
      // Nothing that is heard of it later counts: its sender knows it as failed.
      try db.execute(sql: "DELETE FROM consignment WHERE id = ?", arguments: [consignment])
    }
    try db.execute(
      sql: "UPDATE mail SET content = NULL, doorKey = NULL WHERE id = ?", arguments: [mail])
    try db.execute(sql: "UPDATE terms SET likeness = NULL WHERE mail = ?", arguments: [mail])
    return stopped
  }

  /// Which of these messages are in the queue no more.
  func strangers(among handles: some Sequence<MessageHandle>) throws(SpoolError) -> [MessageHandle]
  {
    try read(doing: "looking for messages that were given up") { db in
      try handles.filter { handle in
        try Bool.fetchOne(
          db, sql: "SELECT EXISTS (SELECT 1 FROM shipment WHERE id = ?)",
          arguments: [handle.rawValue]) == false
      }
    }
  }
}
