// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
package import MailCodec
import MailRelay

/// A mail as it came in by the door, ready to be committed.
struct DoorMail {
  var envelope: Envelope
  var content: [UInt8]
  /// The id of its first way on the air, of which its name for people is made.
  var airID: [UInt8]
  /// Hash by which a repeated hand-over of the same mail is known.
  var doorKey: [UInt8]
  var contentSHA256: [UInt8]
  /// One for each peer that some of its recipients live behind.
  var ways: [Way]
  var arrivedAtUnix: Int64
  /// What was asked, and promised.
  var terms: DoorTerms
  /// Why it waits for the operator; nil when it does not.
  var heldBecause: String?

  /// A mail's way to one peer.
  struct Way {
    var peer: PeerKey
    /// Only the recipients behind this peer.
    var envelope: Envelope
    /// Where those stand in the mail's own envelope.
    var positions: [Int]
    /// Its id on the air, computed alike at both ends.
    var airID: [UInt8]
    var urgency: Urgency
  }
}

/// What became of a mail at the door.
struct Acceptance: Equatable {
  var publicID: String
  /// Consignments to be packed; empty when the mail was known already.
  var consignments: [ConsignmentID]
}

/// Names a consignment: one mail's way over the air to one peer.
struct ConsignmentID: Hashable, Sendable {
  var rawValue: Int64
}

extension Spool {
  /// Takes a mail; a repeated hand-over of the same mail gets its first name again.
  ///
  /// For the process only: a commit for good follows before its sender is told that it is taken.
  func accept(_ mail: DoorMail) throws(SpoolError) -> Acceptance {
    defer { releaseMemory(forBytes: mail.content.count) }
    return try commit(.process, doing: "storing a mail") { db in
      let known = try String.fetchOne(
        db, prepared: "SELECT publicID FROM mail WHERE doorKey = ?", arguments: [Data(mail.doorKey)]
      )
      if let known = try known ?? Self.known(likeness: mail.terms.likeness, in: db) {
        return Acceptance(publicID: known, consignments: [])
      }
      let publicID = try Self.freePublicID(airID: mail.airID, in: db)
      try db.execute(
        prepared: """
          INSERT INTO mail
            (publicID, doorKey, envelope, content, contentBytes, contentSHA256, arrivedAtUnix)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          publicID, Data(mail.doorKey), Data(mail.envelope.encoded()),
          Self.firstPiece(of: mail.content), mail.content.count, Data(mail.contentSHA256),
          mail.arrivedAtUnix,
        ])
      let row = db.lastInsertedRowID
      try Self.storePieces(of: mail.content, as: .content, of: row, in: db)
      try Self.insert(mail.envelope.forwardPaths, of: row, state: .waiting, in: db)
      var consignments = try mail.ways.map { try Self.insert($0, of: row, in: db) }
      try Self.store(mail.terms, of: row, in: db)
      if let why = mail.heldBecause {
        try Self.hold(row, because: why, in: db)
        consignments = []
      }
      return Acceptance(publicID: publicID, consignments: consignments)
    }
  }

  private static func insert(
    _ way: DoorMail.Way, of mail: Int64, in db: Database
  ) throws -> ConsignmentID {
    try db.execute(
      prepared: """
        INSERT INTO consignment (mail, peer, envelope, airID, class, urgency, state)
        VALUES (?, ?, ?, ?, ?, ?, 'packing')
        """,
      arguments: [
        mail, Data(way.peer.bytes), Data(way.envelope.encoded()), Data(way.airID),
        MessageClass.normal.rawValue, way.urgency.rawValue,
      ])
    let consignment = db.lastInsertedRowID
    for (place, position) in way.positions.enumerated() {
      try db.execute(
        prepared: """
          UPDATE recipient SET consignment = ?, place = ? WHERE mail = ? AND position = ?
          """, arguments: [consignment, place, mail, position])
    }
    return ConsignmentID(rawValue: consignment)
  }

  /// The first name of a mail that no other mail has.
  static func freePublicID(airID: [UInt8], in db: Database) throws -> String {
    let names = MailIdentity.publicIDs(airID: airID)
    for name in names {
      let isTaken = try Bool.fetchOne(
        db, prepared: "SELECT EXISTS (SELECT 1 FROM mail WHERE publicID = ?)", arguments: [name])
      if isTaken == false { return name }
    }
    let count = try Int.fetchOne(db, prepared: "SELECT count(*) FROM mail") ?? 0
    return "\(names.first ?? "MAIL")-\(count)"
  }

  static func insert(
    _ recipients: [MailAddress], of mail: Int64, state: RecipientState, in db: Database
  ) throws {
    for (position, address) in recipients.enumerated() {
      try db.execute(
        prepared: "INSERT INTO recipient (mail, position, address, state) VALUES (?, ?, ?, ?)",
        arguments: [mail, position, address.description, state.rawValue])
    }
  }

  /// A consignment as it is packed at the door; nil when that is done.
  ///
  /// One that nothing waits before is packed for good. Others are packed for themselves, which
  /// bounds their size: what goes before them is not known yet.
  /// `content` is the mail's where it is at hand, so that it is not read back.
  func doorJob(
    _ id: ConsignmentID, content: [UInt8]?, _ historyUse: HistoryUse
  ) throws(SpoolError) -> PackingJob? {
    try read(doing: "reading a mail to pack") { db in
      guard var job = try Self.packingJob(id, content: content, in: db), job.isAtDoor else {
        return nil
      }
      if historyUse == .kept, job.urgency.mayBeChat, try Self.isNext(id, to: job.peer, in: db) {
        job.history = try Self.expectedHistory(of: job.peer, in: db)
      }
      return job
    }
  }

  /// A mail of the next message as it is packed for good; nil when it is gone.
  func packingJob(_ mail: UnreadyMail) throws(SpoolError) -> PackingJob? {
    try read(doing: "reading a mail to pack") { db in
      var job = try Self.packingJob(mail.id, in: db)
      job?.history = mail.history
      return job
    }
  }

  private static func packingJob(
    _ id: ConsignmentID, content: [UInt8]? = nil, in db: Database
  ) throws -> PackingJob? {
    let row = try Row.fetchOne(
      db,
      prepared: """
        SELECT c.envelope AS envelope, c.peer AS peer, c.state = 'packing' AS isAtDoor,
          c.urgency AS urgency, c.mail AS mail
        FROM consignment c WHERE c.id = ? AND c.state <> 'arrived'
        """, arguments: [id.rawValue])
    guard let row, let content = try content ?? Self.content(of: row["mail"], in: db),
      let peer = PeerKey(Array(row["peer"] as Data))
    else { return nil }
    return PackingJob(
      consignment: id, peer: peer, isAtDoor: row["isAtDoor"],
      envelope: Array(row["envelope"] as Data), content: content, history: nil,
      urgency: Urgency(rawValue: row["urgency"]) ?? .bySize)
  }

  /// Consignments that a former process left unpacked.
  func unpacked() throws(SpoolError) -> [ConsignmentID] {
    try read(doing: "reading mails to pack") { db in
      try Int64.fetchAll(
        db,
        prepared: """
          SELECT id FROM consignment c
          WHERE state = 'packing' AND NOT \(SpoolSchema.isHeld("c.mail")) ORDER BY id
          """
      ).map(ConsignmentID.init(rawValue:))
    }
  }

  /// Stores what the codec made of a consignment, unless a message holds it by now.
  ///
  /// For the process only: the mail itself is safe, and its message is sealed before its first
  /// frame. Returns the class it waits in; nil when it was not stored.
  func storePacked(
    _ job: PackingJob, _ bytes: [UInt8], messageClass: MessageClass
  ) throws(SpoolError) -> MessageClass? {
    try commit(.process, doing: "storing a packed mail") { db in
      let stored = try UInt8.fetchOne(
        db,
        prepared: """
          UPDATE consignment SET packed = ?, packedBytes = ?, class = ifnull(wantedClass, ?),
            packedAfter = ?, state = 'waiting'
          WHERE id = ? AND state <> 'arrived'
            AND NOT EXISTS (SELECT 1 FROM cargo WHERE consignment = consignment.id)
          RETURNING class
          """,
        arguments: [
          Self.firstPiece(of: bytes), bytes.count, messageClass.rawValue,
          job.history.named.map { Data($0) }, job.consignment.rawValue,
        ])
      guard let stored else { return nil }
      try Self.storePieces(of: bytes, as: .packed, of: job.consignment.rawValue, in: db)
      return MessageClass(rawValue: stored)
    }
  }
}

/// What the codec is asked to pack.
public struct PackingJob: Sendable {
  let consignment: ConsignmentID
  let peer: PeerKey
  /// Whether the mail was never packed before, or must be from the start.
  package let isAtDoor: Bool
  /// The envelope, coded.
  package let envelope: [UInt8]
  /// The mail.
  package let content: [UInt8]
  /// The earlier mails it is packed with; nil where none may be used.
  package internal(set) var history: MailHistory?
  let urgency: Urgency

  /// Runs the codec.
  ///
  /// Only small messages carry mails packed with others: a large one gains next to nothing.
  package func packed(by codec: MailCodec) -> [UInt8] {
    let packed = codec.pack(envelope: envelope, mail: content, history: history)
    guard packed.mode == .mixedWithHistory, MessageClass(packedBytes: packed.bytes.count) != .chat
    else { return packed.bytes }
    return codec.pack(envelope: envelope, mail: content).bytes
  }
}

/// What became of a recipient.
public enum RecipientState: String, Sendable, Codable {
  /// Nobody else answers for it yet.
  case waiting
  /// The next hop took it.
  case handedOver
  /// The next hop refused it, or it must not go there; the mail is kept.
  case failed
  /// The peer gateway, which took it, reported that the relay behind it took it too.
  case takenThere
  /// The peer gateway, which took it, reported that it is refused for good over there.
  case refusedThere
}
