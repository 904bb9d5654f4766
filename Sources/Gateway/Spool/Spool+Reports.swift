// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

/// A mail in the queue, as commands and pages show it.
public struct QueueEntry: Sendable, Codable, Equatable {
  /// The mail's name for people.
  public var id: String
  /// `out`: from the door to the air; `in`: from the air to the relay here.
  public var direction: Direction
  /// The peer it goes to or came from.
  public var peer: String
  /// The sender as in MAIL FROM; empty for the null sender.
  public var sender: String
  /// What became of each recipient.
  public var recipients: [Recipient]
  /// The mail's size; 0 while it is `receiving`.
  public var rawBytes: Int
  /// Its size after the codec; nil until it is packed, or for incoming mail that is whole.
  public var packedBytes: Int?
  /// Where it stands: `held` (for the operator), `packing`, `waiting`, `on air`, `refused` (behind
  /// the peer, which has it), `receiving` (some parts of it came), `delivering`, `failed`,
  /// `unreadable`.
  public var state: String
  /// The part of it the peer is not known to miss, 0 to 1, over all its parts; of a mail that is
  /// `receiving` the parts that came.
  public var progress: Double
  /// Frames sent for it so far; of a message it shared with other mails, its share.
  public var frames: Int
  /// Their time on air, microseconds; of a message it shared with other mails, its share.
  public var airtimeMicroseconds: Int64
  /// The time on air it costs in all if no frame is lost, microseconds, for its size after the
  /// codec, until then for its own; nil for incoming mail.
  public var priceMicroseconds: Int64?
  /// Seconds until the peer has it, as often as not; nil for incoming mail, and for what can never
  /// be sent.
  public var etaSeconds: Double?
  /// In nine of ten cases it takes no longer than this; nil like the other.
  public var etaNinetiethSeconds: Double?
  /// When it came, Unix seconds of the wall clock.
  public var arrivedAtUnix: Int64

  /// The state of a mail from the air of which parts are missing.
  public static let receiving = "receiving"
  /// The state of a mail that the operator keeps back.
  public static let held = "held"

  /// Which way a mail goes.
  public enum Direction: String, Sendable, Codable {
    case out
    case `in`
  }

  /// A recipient and what became of it.
  public struct Recipient: Sendable, Codable, Equatable {
    /// The address.
    public var address: String
    /// Its state.
    public var state: RecipientState
    /// The last answer about it.
    public var reply: String?
    /// The enhanced status code of that answer, as `5.1.1`; nil when it had none.
    public var status: String?
  }
}

extension Spool {
  /// The name of a consignment's mail, and its peer.
  func names(
    of consignment: ConsignmentID
  ) throws(SpoolError) -> (publicID: String, peer: PeerKey)? {
    try read(doing: "reading a mail's name") { db in
      let row = try Row.fetchOne(
        db,
        prepared: """
          SELECT m.publicID AS publicID, c.peer AS peer FROM consignment c
          JOIN mail m ON m.id = c.mail WHERE c.id = ?
          """, arguments: [consignment.rawValue])
      guard let row, let peer = PeerKey(Array(row["peer"] as Data)) else { return nil }
      return (row["publicID"], peer)
    }
  }

  /// A mail in the queue with the keys the core resolves.
  struct QueueRow {
    var entry: QueueEntry
    var peer: PeerKey?
    /// The messages that carry it.
    var loads: [Load]
    var envelope: [UInt8]
    /// Where it stands; nil for what does not go out.
    var place: QueuePlace?
  }

  /// What of a mail is in one message.
  struct Load {
    var handle: MessageHandle
    /// Bytes of the mail's packed form.
    var bytes: Int
    /// The part of the message that is this mail's, 0 to 1.
    var share: Double
    var hasArrived: Bool
  }

  /// Everything some recipient still waits for, or that failed or was refused over there.
  func queueRows() throws(SpoolError) -> [QueueRow] {
    try read(doing: "reading the queue") { db in
      let out = try Row.fetchAll(
        db,
        prepared: """
          \(Self.outgoingColumns)
          WHERE c.state <> 'arrived' OR EXISTS (SELECT 1 FROM recipient r
            WHERE r.consignment = c.id AND r.state = 'refusedThere')
          ORDER BY c.id
          """)
      let incoming = try Row.fetchAll(
        db,
        prepared: """
          SELECT m.id AS mail, m.publicID AS publicID, m.envelope AS envelope,
            m.contentBytes AS contentBytes, m.arrivedAtUnix AS arrivedAtUnix, m.origin AS peer,
            m.airID AS airID, \(SpoolSchema.isHeld("m.id")) AS isHeld
          FROM mail m WHERE m.origin IS NOT NULL AND m.content IS NOT NULL ORDER BY m.id
          """)
      return try out.map { try Self.queueRow($0, .out, in: db) }
        + Self.partRows(in: db) + incoming.map { try Self.queueRow($0, .in, in: db) }
    }
  }

  /// What waits to go out or is on its way.
  func openRows() throws(SpoolError) -> [QueueRow] {
    try read(doing: "reading the queue") { db in
      try Row.fetchAll(
        db, prepared: "\(Self.outgoingColumns) WHERE c.state <> 'arrived' ORDER BY c.id"
      ).map { try Self.queueRow($0, .out, in: db) }
    }
  }

  private static let outgoingColumns = """
    SELECT m.id AS mail, m.publicID AS publicID, m.envelope AS envelope,
      m.contentBytes AS contentBytes, m.arrivedAtUnix AS arrivedAtUnix, c.id AS consignment,
      c.peer AS peer, c.packedBytes AS packedBytes, c.state AS state, c.frames AS frames,
      c.class AS class, c.wantedClass AS wantedClass, c.rank AS rank, c.urgency AS urgency,
      c.airtimeMicroseconds AS airtime, \(SpoolSchema.isHeld("m.id")) AS isHeld
    FROM consignment c JOIN mail m ON m.id = c.mail
    """

  private static func queueRow(
    _ row: Row, _ direction: QueueEntry.Direction, in db: Database
  ) throws -> QueueRow {
    let recipients = try Row.fetchAll(
      db,
      prepared:
        "SELECT address, state, reply, status FROM recipient WHERE mail = ? ORDER BY position",
      arguments: [row["mail"] as Int64]
    ).map {
      QueueEntry.Recipient(
        address: $0["address"], state: RecipientState(rawValue: $0["state"]) ?? .failed,
        reply: $0["reply"], status: $0["status"])
    }
    let entry = QueueEntry(
      id: row["publicID"], direction: direction, peer: "", sender: "", recipients: recipients,
      rawBytes: row["contentBytes"],
      packedBytes: direction == .out ? row["packedBytes"] : nil,
      state: direction == .out ? outgoingState(row) : incomingState(row, recipients),
      progress: direction == .out && row["state"] == "arrived" ? 1 : 0,
      frames: direction == .out ? row["frames"] : 0,
      airtimeMicroseconds: direction == .out ? row["airtime"] : 0, etaSeconds: nil,
      etaNinetiethSeconds: nil,
      arrivedAtUnix: row["arrivedAtUnix"])
    let consignment: Int64? = direction == .out ? row["consignment"] : nil
    return QueueRow(
      entry: entry, peer: (row["peer"] as Data?).flatMap { PeerKey(Array($0)) },
      loads: try consignment.map { try loads(of: $0, in: db) } ?? [],
      envelope: Array(row["envelope"] as Data),
      place: direction == .out ? place(row) : nil)
  }

  private static func place(_ row: Row) -> QueuePlace? {
    guard let peer = PeerKey(Array(row["peer"] as Data)) else { return nil }
    let urgency = Urgency(rawValue: row["urgency"]) ?? .bySize
    let stored = MessageClass(rawValue: row["wantedClass"] ?? row["class"])
    let isUnpacked = (row["packedBytes"] as Int?) == nil && (row["wantedClass"] as Int?) == nil
    let expected = urgency.messageClass(packedBytes: row["packedBytes"] ?? row["contentBytes"])
    return QueuePlace(
      peer: peer, messageClass: isUnpacked ? expected : stored ?? expected, rank: row["rank"],
      urgency: urgency)
  }

  static func loads(of consignment: Int64, in db: Database) throws -> [Load] {
    try Row.fetchAll(
      db,
      prepared: """
        SELECT s.id AS id, s.state AS state, g.bytes AS bytes,
          (SELECT sum(bytes) FROM cargo WHERE shipment = s.id) AS allBytes
        FROM cargo g JOIN shipment s ON s.id = g.shipment WHERE g.consignment = ? ORDER BY s.id
        """, arguments: [consignment]
    ).map { row in
      let bytes: Int = row["bytes"]
      return Load(
        handle: MessageHandle(rawValue: row["id"]), bytes: bytes,
        share: Double(bytes) / Double(max(1, row["allBytes"] as Int)),
        hasArrived: row["state"] == "arrived")
    }
  }

  private static func outgoingState(_ row: Row) -> String {
    if row["state"] == "arrived" { return "refused" }
    return row["isHeld"] as Bool ? QueueEntry.held : row["state"]
  }

  private static func incomingState(
    _ row: Row, _ recipients: [QueueEntry.Recipient]
  ) -> String {
    if (row["airID"] as Data?) == nil { return "unreadable" }
    guard recipients.contains(where: { $0.state == .waiting }) else { return "failed" }
    return row["isHeld"] as Bool ? QueueEntry.held : "delivering"
  }

  /// How many mails are finished, by direction.
  func totals() throws(SpoolError) -> MailTotals {
    try read(doing: "counting mails") { db in
      func count(_ sql: String) throws -> Int { try Int.fetchOne(db, prepared: sql) ?? 0 }
      let ours = " AND id NOT IN (SELECT mail FROM report)"
      return MailTotals(
        accepted: try count("SELECT count(*) FROM mail WHERE origin IS NULL"),
        crossed: try count("SELECT count(*) FROM consignment WHERE state = 'arrived'"),
        arrived: try count(
          "SELECT count(*) FROM mail WHERE origin IS NOT NULL AND airID IS NOT NULL\(ours)"),
        handedOver: try count(
          "SELECT count(*) FROM mail WHERE origin IS NOT NULL AND content IS NULL\(ours)"),
        refused: try count(
          "SELECT count(DISTINCT mail) FROM recipient WHERE state = 'refusedThere'"))
    }
  }
}

/// Mails counted since the spool was made.
public struct MailTotals: Sendable, Codable, Equatable {
  /// Taken at the door.
  public var accepted: Int
  /// Stored by a peer.
  public var crossed: Int
  /// Stored from the air.
  public var arrived: Int
  /// Taken by the relay here for all recipients.
  public var handedOver: Int
  /// Taken at the door, crossed, and refused for good behind the peer for some recipient.
  public var refused: Int
}
