// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailCodec

extension Spool {
  /// The mails that would be the next small message to a peer, as far as they are ready.
  ///
  /// Each mail of a bundle is packed with those before it. So a mail is packed once for its
  /// message, however many wait: what goes before it is known then. Mails behind the next message
  /// are left as they came from the door.
  func lineup(
    _ request: ShipmentRequest, _ moment: Lineup.Moment
  ) throws(SpoolError) -> Lineup {
    try read(doing: "reading the next mails") { db in
      let waiting = try Self.waitingMails(request, in: db)
      var lineup = Lineup()
      guard !waiting.isEmpty else { return lineup }
      var history: MailHistory?
      if request.historyUse == .kept {
        switch moment {
        case .now: history = try Self.packingHistory(of: request.peer, in: db)
        case .afterOpenShipments: history = try Self.expectedHistory(of: request.peer, in: db)
        }
      }
      for mail in waiting.prefix(request.planner.count(waiting.map(\.bytes))) {
        guard mail.packedAfter == history.named else {
          lineup.next = UnreadyMail(id: mail.id, history: history)
          return lineup
        }
        lineup.ready.append(mail)
        try history.follow(mail.id, in: db)
      }
      return lineup
    }
  }

  /// Whether a message that the link gave back holds mails packed with a history of another time.
  func isStale(_ handle: MessageHandle, _ request: ShipmentRequest) throws(SpoolError) -> Bool {
    guard request.messageClass == .chat else { return false }
    return try read(doing: "reading a message's history") { db in
      let cargo = try Row.fetchAll(
        db,
        prepared: """
          SELECT c.id AS id, c.packedBytes AS packedBytes, c.packedAfter AS packedAfter
          FROM cargo g JOIN consignment c ON c.id = g.consignment
          WHERE g.shipment = (SELECT id FROM shipment WHERE id = ? AND content <> ?)
          ORDER BY g.position
          """, arguments: [handle.rawValue, MessageContent.part.rawValue])
      var history =
        request.historyUse == .kept ? try Self.packingHistory(of: request.peer, in: db) : nil
      for mail in cargo.map(WaitingMail.init) {
        guard mail.packedAfter == nil || mail.packedAfter == history.named else { return true }
        try history.follow(mail.id, in: db)
      }
      return false
    }
  }

  /// The mails of a class that wait for a peer and are in no message, oldest first; as many as a
  /// bundle may hold.
  static func waitingMails(_ request: ShipmentRequest, in db: Database) throws -> [WaitingMail] {
    try Row.fetchAll(
      db,
      prepared: """
        SELECT id, packedBytes, packedAfter FROM consignment c
        WHERE peer = ? AND class = ? AND state <> 'arrived' AND state = 'waiting'
          AND packed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cargo WHERE consignment = c.id)
          AND NOT \(SpoolSchema.isHeld("c.mail"))
        ORDER BY rank, urgency DESC, id LIMIT ?
        """,
      arguments: [
        Data(request.peer.bytes), request.messageClass.rawValue, MailBundle.counts.upperBound,
      ]
    ).map(WaitingMail.init)
  }

  /// Whether a mail will be the first of its peer's next small message, if it turns out small.
  static func isNext(
    _ consignment: ConsignmentID, to peer: PeerKey, in db: Database
  ) throws -> Bool {
    let wanted = try Int.fetchOne(
      db, prepared: "SELECT wantedClass FROM consignment WHERE id = ?",
      arguments: [consignment.rawValue])
    guard wanted == nil || wanted == Int(MessageClass.chat.rawValue) else { return false }
    let hasOthersBefore = try Bool.fetchOne(
      db,
      prepared: """
        SELECT EXISTS (SELECT 1 FROM consignment c
          WHERE peer = ? AND id < ? AND state <> 'arrived' AND (state = 'packing' OR class = ?)
            AND NOT EXISTS (SELECT 1 FROM cargo WHERE consignment = c.id)
            AND NOT \(SpoolSchema.isHeld("c.mail")))
        """,
      arguments: [Data(peer.bytes), consignment.rawValue, MessageClass.chat.rawValue])
    return hasOthersBefore == false
  }
}

extension WaitingMail {
  /// Reads a row of consignments.
  fileprivate init(_ row: Row) {
    self.init(
      id: ConsignmentID(rawValue: row["id"]), bytes: row["packedBytes"],
      packedAfter: (row["packedAfter"] as Data?).map { Array($0) })
  }
}

extension MailHistory? {
  /// The digest under which a packed mail is remembered; nil without any earlier mail.
  var named: [UInt8]? {
    guard let self, !self.isEmpty else { return nil }
    return self.digest
  }

  /// Takes in a mail of ours as it will be once the mail is confirmed.
  mutating func follow(_ consignment: ConsignmentID, in db: Database) throws {
    guard self != nil, let entry = try Spool.entry(of: consignment.rawValue, in: db) else { return }
    self?.append(entry)
    self?.trimForPacking()
  }
}
