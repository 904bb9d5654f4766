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
        db, prepared: "SELECT id, publicID, origin FROM mail WHERE publicID = ?",
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
  /// Of a mail from the air the reply goes home as a result.
  static func fail(
    _ positions: [Int], of mail: Int64, _ reply: Reply, in db: Database
  ) throws {
    for position in positions {
      try setState(.failed, reply: reply, mail: mail, position: position, in: db)
      try queueResult(.permanent(reply), recipient: position, of: mail, in: db)
    }
  }

  // MARK: - Order

  /// Puts the ways of a mail at the head of a class; messages that the link has keep theirs.
  static func prioritise(
    _ mail: Int64, _ messageClass: MessageClass, inLink: Set<MessageHandle>, in db: Database
  ) throws {
    // Only small messages may be packed with earlier mails: elsewhere the mail is packed afresh.
    try db.execute(
      prepared: """
        UPDATE consignment SET wantedClass = ?1, class = ?1,
          rank = (SELECT min(rank, 0) - 1 FROM consignment o WHERE o.state <> 'arrived'
            AND o.peer = consignment.peer ORDER BY o.rank LIMIT 1)
        WHERE mail = ?2 AND state <> 'arrived'
        """, arguments: [messageClass.rawValue, mail])
    let shipments = try Int64.fetchAll(
      db,
      prepared: """
        SELECT g.shipment FROM cargo g JOIN consignment c ON c.id = g.consignment
        JOIN shipment s ON s.id = g.shipment
        WHERE c.mail = ? AND s.state = 'waiting'
        """, arguments: [mail]
    ).filter { !inLink.contains(MessageHandle(rawValue: $0)) }
    let isWhole = "id = ? AND content <> \(MessageContent.part.rawValue)"
    for id in shipments {
      try db.execute(prepared: "DELETE FROM shipment WHERE \(isWhole)", arguments: [id])
      try db.execute(
        prepared: "UPDATE shipment SET class = ? WHERE id = ?",
        arguments: [messageClass.rawValue, id])
    }
    guard messageClass != .chat else { return }
    try db.execute(
      prepared: """
        UPDATE consignment SET state = 'packing', packed = NULL, packedAfter = NULL
        WHERE mail = ? AND state = 'waiting' AND packedAfter IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM cargo WHERE consignment = consignment.id)
        """, arguments: [mail])
  }

  /// The ways of a mail that are still to be packed.
  static func unpacked(of mail: Int64, in db: Database) throws -> [ConsignmentID] {
    try Int64.fetchAll(
      db, prepared: "SELECT id FROM consignment WHERE mail = ? AND state = 'packing'",
      arguments: [mail]
    ).map(ConsignmentID.init(rawValue:))
  }
}
