// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailCodec

/// A mail of the queue that is to be packed again, with what.
struct StaleMail {
  var consignment: ConsignmentID
  var history: MailHistory?
}

extension Spool {
  /// The first of some mails, in the order they will travel in one message, that was packed with
  /// another history than the peer will have when it reads it.
  ///
  /// Each mail of a bundle is packed with those before it.
  static func firstStale(
    of consignments: [ConsignmentID], _ request: ShipmentRequest, in db: Database
  ) throws -> StaleMail? {
    var history =
      request.historyUse == .kept ? try packingHistory(of: request.peer, in: db) : nil
    for (place, consignment) in consignments.enumerated() {
      let packedAfter = try Data.fetchOne(
        db, sql: "SELECT packedAfter FROM consignment WHERE id = ?",
        arguments: [consignment.rawValue])
      guard packedAfter.map({ Array($0) }) == history.named else {
        return StaleMail(consignment: consignment, history: history)
      }
      guard place < consignments.count - 1, history != nil,
        let entry = try entry(of: consignment.rawValue, in: db)
      else { continue }
      history?.append(entry)
      history?.trimForPacking()
    }
    return nil
  }

  /// Whether a message that the link gave back holds mails packed with a history of another time.
  func isStale(_ handle: MessageHandle, _ request: ShipmentRequest) throws(SpoolError) -> Bool {
    guard request.messageClass == .chat else { return false }
    return try read(doing: "reading a message's history") { db in
      let cargo = try Int64.fetchAll(
        db,
        sql: """
          SELECT consignment FROM cargo WHERE shipment =
            (SELECT id FROM shipment WHERE id = ? AND content <> ?) ORDER BY position
          """, arguments: [handle.rawValue, MessageContent.part.rawValue])
      return try Self.firstStale(of: cargo.map(ConsignmentID.init(rawValue:)), request, in: db)
        != nil
    }
  }

  /// Finds the first stale one of some mails, which is to be packed again before it goes, also
  /// when the process ends meanwhile.
  func takeStale(
    of consignments: [ConsignmentID], _ request: ShipmentRequest
  ) throws(SpoolError) -> StaleMail? {
    let stale = try read(doing: "reading the history of mails") { db in
      try Self.firstStale(of: consignments, request, in: db)
    }
    guard let stale else { return nil }
    try commit(.process, doing: "having a mail packed again") { db in
      try db.execute(
        sql: "UPDATE consignment SET state = 'packing', packed = NULL WHERE id = ?",
        arguments: [stale.consignment.rawValue])
    }
    return stale
  }

  /// Whether a mail that goes before another one is just being packed again.
  func isRepacking(
    before consignment: ConsignmentID, _ request: ShipmentRequest
  ) throws(SpoolError) -> Bool {
    try read(doing: "reading the queue") { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM consignment
            WHERE peer = ? AND class = ? AND state = 'packing' AND id < ?)
          """,
        arguments: [
          Data(request.peer.bytes), request.messageClass.rawValue, consignment.rawValue,
        ]) ?? false
    }
  }
}

extension MailHistory? {
  /// The digest under which a packed mail is remembered; nil without any earlier mail.
  var named: [UInt8]? {
    guard let self, !self.isEmpty else { return nil }
    return self.digest
  }
}
