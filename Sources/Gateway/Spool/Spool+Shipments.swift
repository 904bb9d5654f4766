// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

extension Spool {
  /// The next message for a peer: one given back by the link or begun, else new ones of the mails
  /// that wait.
  ///
  /// A shipment made here is committed for the process only: the message is sealed, and committed
  /// for good, before its first frame, and with it all that was committed before.
  func nextShipment(_ request: ShipmentRequest) throws(SpoolError) -> NextShipment {
    if let open = try openShipment(request) {
      let isStale = try isStale(open.handle, request)
      guard isStale || open.bytes > request.largestBytes else {
        return try message(open.handle).map(NextShipment.message) ?? .none
      }
      let consignment = try commit(doing: "giving up a message that cannot go as it is") { db in
        try Self.dissolve(open.handle, in: db)
      }
      if let consignment { return .repack(consignment) }
      return try nextShipment(request)
    }
    let mails = try nextMails(request)
    guard let first = mails.first else { return .none }
    let handle = try commit(.process, doing: "making up a message") { db in
      first.bytes <= request.largestBytes
        ? try Self.load(mails, request, in: db) : try Self.cut(first.id, request, in: db)
    }
    return try message(handle).map(NextShipment.message) ?? .none
  }

  /// The mails of the next message.
  ///
  /// Of small ones those that are ready: the others go with the message after it, rather than that
  /// this one waits for the codec.
  private func nextMails(_ request: ShipmentRequest) throws(SpoolError) -> [WaitingMail] {
    guard request.messageClass != .chat else { return try lineup(request, .now).ready }
    let waiting = try read(doing: "reading the queue") { db in
      try Self.waitingMails(request, in: db)
    }
    return waiting.isEmpty ? [] : Array(waiting.prefix(request.planner.count(waiting.map(\.bytes))))
  }

  private func openShipment(
    _ request: ShipmentRequest
  ) throws(SpoolError) -> (handle: MessageHandle, bytes: Int)? {
    try read(doing: "reading the queue") { db in
      try Row.fetchAll(
        db,
        prepared: """
          SELECT id, bytes FROM shipment s
          WHERE peer = ? AND class = ? AND state = 'waiting'
            AND NOT \(SpoolSchema.carriesHeldMail("s.id"))
          ORDER BY (SELECT min(c.rank) FROM cargo g JOIN consignment c ON c.id = g.consignment
            WHERE g.shipment = s.id), id
          """, arguments: [Data(request.peer.bytes), request.messageClass.rawValue]
      ).map { (handle: MessageHandle(rawValue: $0["id"]), bytes: $0["bytes"]) }
        .first { !request.inLink.contains($0.handle) }
    }
  }

  // MARK: - Making

  /// One mail, or several in a bundle.
  private static func load(
    _ mails: [WaitingMail], _ request: ShipmentRequest, in db: Database
  ) throws -> MessageHandle {
    let content: MessageContent = mails.count == 1 ? .mail : .bundle
    let bytes = mails.count == 1 ? mails[0].bytes : MailBundle.encodedBytes(mails.map(\.bytes))
    let handle = try insert(
      content, to: request.peer, request.messageClass, bytes: bytes, payload: nil, in: db)
    for (position, mail) in mails.enumerated() {
      try insert(mail.id, bytes: mail.bytes, into: handle, at: position, in: db)
      try storePackedID(of: mail.id, packed(mail.id.rawValue, in: db) ?? [], in: db)
    }
    return handle
  }

  /// A mail too long for one message; its packed form lives in its parts from now on.
  private static func cut(
    _ id: ConsignmentID, _ request: ShipmentRequest, in db: Database
  ) throws -> MessageHandle {
    let bytes = try packed(id.rawValue, in: db) ?? []
    let airID = try Data.fetchOne(
      db, prepared: "SELECT airID FROM consignment WHERE id = ?", arguments: [id.rawValue])
    guard let airID,
      let cut = MailCut(totalBytes: bytes.count, largestPayloadBytes: request.largestBytes)
    else { throw SpoolError.failed("consignment \(id.rawValue) cannot be cut into parts") }
    var handles: [MessageHandle] = []
    for index in 0..<cut.count {
      guard let part = MailPart(index, of: bytes, mailID: Array(airID), copy: 0, cut: cut) else {
        throw SpoolError.failed("consignment \(id.rawValue) cannot be cut into parts")
      }
      let payload = part.encoded
      let handle = try insert(
        .part, to: request.peer, request.messageClass, bytes: payload.count, payload: payload,
        in: db)
      try insert(id, bytes: part.bytes.count, into: handle, at: 0, in: db)
      handles.append(handle)
    }
    try storePackedID(of: id, bytes, in: db)
    try db.execute(
      prepared: "UPDATE consignment SET packed = NULL WHERE id = ?", arguments: [id.rawValue])
    return handles[0]
  }

  static func insert(
    _ content: MessageContent, to peer: PeerKey, _ messageClass: MessageClass, bytes: Int,
    payload: [UInt8]?, in db: Database
  ) throws -> MessageHandle {
    try db.execute(
      prepared: """
        INSERT INTO shipment (peer, content, class, state, bytes, payload)
        VALUES (?, ?, ?, 'waiting', ?, ?)
        """,
      arguments: [
        Data(peer.bytes), content.rawValue, messageClass.rawValue, bytes,
        payload.map { Data($0) },
      ])
    return MessageHandle(rawValue: db.lastInsertedRowID)
  }

  private static func insert(
    _ id: ConsignmentID, bytes: Int, into shipment: MessageHandle, at position: Int,
    in db: Database
  ) throws {
    try db.execute(
      prepared: "INSERT INTO cargo (shipment, position, consignment, bytes) VALUES (?, ?, ?, ?)",
      arguments: [shipment.rawValue, position, id.rawValue, bytes])
  }

  private static func storePackedID(
    of id: ConsignmentID, _ packed: [UInt8], in db: Database
  ) throws {
    try db.execute(
      prepared: "UPDATE consignment SET packedID = ? WHERE id = ?",
      arguments: [Data(MailIdentity.packedID(packed)), id.rawValue])
  }

  /// Takes a shipment apart that is too long for the channel as it is now.
  ///
  /// Mails and results wait again. Of a mail in parts, all parts go, also those that arrived: the
  /// mail is to be packed again, whose id is returned.
  private static func dissolve(
    _ handle: MessageHandle, in db: Database
  ) throws -> ConsignmentID? {
    let consignment = try Int64.fetchOne(
      db,
      prepared: """
        SELECT consignment FROM cargo WHERE shipment =
          (SELECT id FROM shipment WHERE id = ? AND content = ?)
        """, arguments: [handle.rawValue, MessageContent.part.rawValue])
    guard let consignment else {
      try db.execute(prepared: "DELETE FROM shipment WHERE id = ?", arguments: [handle.rawValue])
      return nil
    }
    try db.execute(
      prepared: """
        DELETE FROM shipment WHERE id IN (SELECT shipment FROM cargo WHERE consignment = ?)
        """, arguments: [consignment])
    try db.execute(
      prepared: "UPDATE consignment SET state = 'packing', packed = NULL WHERE id = ?",
      arguments: [consignment])
    return ConsignmentID(rawValue: consignment)
  }

  // MARK: - Reading

  /// A shipment as the link wants it; nil when it is gone.
  private func message(_ handle: MessageHandle) throws(SpoolError) -> OutboundMessage? {
    try read(doing: "reading a message") { db in
      let row = try Row.fetchOne(
        db, prepared: "SELECT content, class, payload FROM shipment WHERE id = ?",
        arguments: [handle.rawValue])
      guard let row, let content = MessageContent(rawValue: row["content"]) else { return nil }
      let payload: [UInt8]
      if let stored = row["payload"] as Data? {
        payload = Array(stored)
      } else {
        let mails = try Int64.fetchAll(
          db, prepared: "SELECT consignment FROM cargo WHERE shipment = ? ORDER BY position",
          arguments: [handle.rawValue]
        ).compactMap { try Self.packed($0, in: db) }
        guard let made = content == .mail ? mails.first : MailBundle(mails)?.encoded else {
          throw SpoolError.failed("message \(handle.rawValue) has lost its mails")
        }
        payload = made
      }
      return OutboundMessage(
        handle: handle, messageClass: MessageClass(rawValue: row["class"]) ?? .normal,
        content: content, payload: payload)
    }
  }
}
