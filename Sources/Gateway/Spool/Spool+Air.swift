// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailCodec
public import MailRelay

/// A mail as it came from the air, ready to be committed.
struct AirMail {
  var peer: PeerKey
  /// 16 bytes, computed alike at both ends.
  var airID: [UInt8]
  var envelope: Envelope
  /// What of it enters the history; nil when it does not.
  var entry: MailHistory.Entry?
  var content: [UInt8]
  var contentSHA256: [UInt8]
  /// Recipients that must not be served, with the reason.
  var refused: [Int: Reply]
  /// Whether some recipient may lie behind another radio link.
  var goesOn = false
  var arrivedAtUnix: Int64
}

/// A mail of the spool: its row and its name for people.
struct StoredMail: Equatable {
  var row: Int64
  var publicID: String
}

/// A mail to hand to the relay here.
public struct DeliveryJob: Sendable {
  let mail: Int64
  /// The peer it came from; nil for a report of our own.
  let origin: PeerKey?
  /// The mail's name for people.
  public let publicID: String
  /// Only the recipients still to be served, whose places in the mail are `positions`.
  public let envelope: Envelope
  let positions: [Int]
  /// The mail.
  public let content: [UInt8]
  /// Names the delivery, the same at every attempt.
  public let deliveryID: DeliveryID
}

extension Spool {
  /// Whether a mail from the air is stored already.
  static func isKnown(airID: [UInt8], in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, prepared: "SELECT EXISTS (SELECT 1 FROM knownMail WHERE airID = ?)",
      arguments: [Data(airID)]) ?? false
  }

  /// Stores a mail from the air when so many seconds were run; nil when it is known already.
  static func store(
    _ mail: AirMail, at seconds: Int64, in db: Database
  ) throws -> StoredMail? {
    guard try !isKnown(airID: mail.airID, in: db) else { return nil }
    let publicID = try freePublicID(airID: mail.airID, in: db)
    try db.execute(
      prepared: "INSERT INTO knownMail (airID) VALUES (?)", arguments: [Data(mail.airID)])
    let row = try insert(
      db, publicID: publicID, origin: mail.peer, airID: mail.airID,
      envelope: mail.envelope.encoded(), content: mail.content, sha256: mail.contentSHA256,
      unix: mail.arrivedAtUnix)
    try insert(mail.envelope.forwardPaths, of: row, state: .waiting, in: db)
    try beginDelivery(of: row, at: seconds, in: db)
    try storeTrace(mail, row: row, in: db)
    for (position, reply) in mail.refused.sorted(by: { $0.key < $1.key }) {
      try setState(.failed, reply: reply, mail: row, position: position, in: db)
      try queueResult(.permanent(reply), recipient: position, of: row, in: db)
    }
    return StoredMail(row: row, publicID: publicID)
  }

  /// Keeps what arrived whole and authentic but cannot be read, for the operator; nil when it is
  /// kept already.
  static func storeUnreadable(
    _ payload: [UInt8], from peer: PeerKey, unix: Int64, in db: Database
  ) throws -> StoredMail? {
    let sha256 = MailIdentity.packedID(payload)
    guard try !isKnown(airID: sha256, in: db) else { return nil }
    try db.execute(prepared: "INSERT INTO knownMail (airID) VALUES (?)", arguments: [Data(sha256)])
    let publicID = try freePublicID(airID: sha256, in: db)
    let row = try insert(
      db, publicID: publicID, origin: peer, airID: nil, envelope: [], content: payload,
      sha256: sha256, unix: unix)
    return StoredMail(row: row, publicID: publicID)
  }

  private static func insert(
    _ db: Database, publicID: String, origin: PeerKey, airID: [UInt8]?, envelope: [UInt8],
    content: [UInt8], sha256: [UInt8], unix: Int64
  ) throws -> Int64 {
    try db.execute(
      prepared: """
        INSERT INTO mail (publicID, origin, airID, envelope, content, contentBytes,
          contentSHA256, arrivedAtUnix) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        publicID, Data(origin.bytes), airID.map { Data($0) }, Data(envelope),
        firstPiece(of: content), content.count, Data(sha256), unix,
      ])
    let row = db.lastInsertedRowID
    try storePieces(of: content, as: .content, of: row, in: db)
    return row
  }

  static func setState(
    _ state: RecipientState, reply: Reply, mail: Int64, position: Int, in db: Database
  ) throws {
    try db.execute(
      prepared: """
        UPDATE recipient SET state = ?, reply = ?, status = ?, attempts = attempts + 1
        WHERE mail = ? AND position = ?
        """,
      arguments: [
        state.rawValue, reply.description, reply.status?.description, mail, position,
      ])
  }

  /// A final answer about a recipient of a mail from the air goes home.
  static func queueResult(
    _ result: RecipientResult, recipient: Int, of mail: Int64, in db: Database
  ) throws {
    let row = try Row.fetchOne(
      db,
      prepared: """
        SELECT origin, airID FROM mail WHERE id = ? AND id NOT IN (SELECT mail FROM report)
        """, arguments: [mail])
    guard let row, let code = ResultCode(result), let airID = row["airID"] as Data?,
      let peer = (row["origin"] as Data?).flatMap({ PeerKey(Array($0)) })
    else { return }
    try enqueue(
      OutgoingResult(
        peer: peer, kind: .recipient(recipient, code), mailID: Array(airID), idLength: .short),
      in: db)
  }

  /// Mails from the air that some recipient still waits for.
  func undelivered() throws(SpoolError) -> [Int64] {
    try read(doing: "reading mails to deliver") { db in
      try Int64.fetchAll(
        db,
        prepared: """
          SELECT DISTINCT m.id FROM recipient r JOIN mail m ON m.id = r.mail
          WHERE r.state = 'waiting' AND m.origin IS NOT NULL
            AND NOT \(SpoolSchema.isHeld("m.id")) ORDER BY m.id
          """)
    }
  }

  /// What is to be handed to the relay of a mail; nil when nothing is left.
  func deliveryJob(_ mail: Int64) throws(SpoolError) -> DeliveryJob? {
    try read(doing: "reading a mail to deliver") { db in
      guard
        let row = try Row.fetchOne(
          db,
          prepared: "SELECT origin, airID, envelope, publicID FROM mail WHERE id = ?",
          arguments: [mail]),
        let airID = row["airID"] as Data?, try !Self.isHeld(mail, in: db),
        let content = try Self.content(of: mail, in: db)
      else { return nil }
      let positions = try Self.waitingPositions(of: mail, in: db)
      let whole = try Envelope(decoding: Array(row["envelope"] as Data))
      let addresses = positions.compactMap { position in
        whole.forwardPaths.indices.contains(position) ? whole.forwardPaths[position] : nil
      }
      let name = airID.map { String(format: "%02x", $0) }.joined()
      guard !addresses.isEmpty, let deliveryID = DeliveryID("loragw-" + name) else { return nil }
      return DeliveryJob(
        mail: mail, origin: (row["origin"] as Data?).flatMap { PeerKey(Array($0)) },
        publicID: row["publicID"], envelope: try whole.restricted(to: addresses),
        positions: positions, content: content, deliveryID: deliveryID)
    }
  }

  /// Stores what the relay answered, and what of it goes home; true when no recipient waits any
  /// more.
  func store(
    _ results: [RecipientResult], of job: DeliveryJob, reporting reported: ReportedResults,
    keepingAtMost graceBytes: Int, at seconds: Int64
  ) throws(SpoolError) -> Bool {
    try commit(doing: "storing the relay's answers") { db in
      for (position, result) in zip(job.positions, results) {
        let state: RecipientState =
          switch result {
          case .delivered: .handedOver
          case .permanent: .failed
          case .temporary: .waiting
          }
        try Self.setState(
          state, reply: result.reply, mail: job.mail, position: position, in: db)
        if state == .failed || reported == .everything {
          try Self.queueResult(result, recipient: position, of: job.mail, in: db)
        }
      }
      let open = try Int.fetchOne(
        db, prepared: "SELECT count(*) FROM recipient WHERE mail = ? AND state <> 'handedOver'",
        arguments: [job.mail])
      let isThrough = try Self.waitingPositions(of: job.mail, in: db).isEmpty
      if isThrough { try Self.endDelivery(of: job.mail, in: db) }
      if open == 0 {
        try Self.keepAfterHandover(job.mail, atMost: graceBytes, at: seconds, in: db)
      }
      return isThrough
    }
  }
}

extension Envelope {
  /// The same envelope for some of its recipients.
  func restricted(to recipients: [MailAddress]) throws(EnvelopeError) -> Envelope {
    let part = try Envelope(
      from: reversePath, to: recipients, bodyKind: bodyKind, encoding: encoding)
    return part.after(hops: hops) ?? part
  }
}
