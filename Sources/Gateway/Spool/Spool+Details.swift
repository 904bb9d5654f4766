// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

extension Spool {
  /// What is stored about a mail; the peers are keys still.
  struct MailRecord {
    var details: MailDetails
    var origin: PeerKey?
    var envelope: [UInt8]
    /// Behind which peer each recipient lies.
    var recipientPeers: [PeerKey?]
    var ways: [(peer: PeerKey, loads: [Load])]
  }

  /// All that is stored about a mail; nil when it is gone.
  func record(of mail: NamedMail) throws(SpoolError) -> MailRecord? {
    try read(doing: "reading a mail") { db in
      let row = try Row.fetchOne(
        db,
        prepared: """
          SELECT origin, envelope, contentBytes, contentSHA256, arrivedAtUnix,
            content IS NOT NULL AS isHere,
            EXISTS (SELECT 1 FROM grace WHERE mail = m.id) AS isKept,
            \(SpoolSchema.isHeld("m.id")) AS isHeld
          FROM mail m WHERE id = ?
          """, arguments: [mail.row])
      guard let row else { return nil }
      let body: MailDetails.Body =
        row["isHere"] as Bool ? .here : row["isKept"] as Bool ? .kept : .gone
      let recipients = try Self.recipients(of: mail.row, in: db)
      let ways = try Self.ways(of: mail.row, isHeld: row["isHeld"], in: db)
      let details = MailDetails(
        id: mail.publicID, direction: mail.direction, origin: nil, sender: "",
        bytes: row["contentBytes"], sha256: Array(row["contentSHA256"] as Data).hexadecimal,
        arrivedAtUnix: row["arrivedAtUnix"], hops: 0, held: row["isHeld"], body: body,
        recipients: recipients.map(\.recipient), ways: ways.map(\.way))
      return MailRecord(
        details: details, origin: (row["origin"] as Data?).flatMap { PeerKey(Array($0)) },
        envelope: Array(row["envelope"] as Data), recipientPeers: recipients.map(\.peer),
        ways: ways.map { ($0.peer, $0.loads) })
    }
  }

  private static func recipients(
    of mail: Int64, in db: Database
  ) throws -> [(recipient: MailDetails.Recipient, peer: PeerKey?)] {
    try Row.fetchAll(
      db,
      prepared: """
        SELECT r.address AS address, r.state AS state, r.reply AS reply, r.status AS status,
          r.attempts AS attempts, c.peer AS peer
        FROM recipient r LEFT JOIN consignment c ON c.id = r.consignment
        WHERE r.mail = ? ORDER BY r.position
        """, arguments: [mail]
    ).map { row in
      let recipient = MailDetails.Recipient(
        address: row["address"], state: RecipientState(rawValue: row["state"]) ?? .failed,
        reply: row["reply"], status: row["status"], attempts: row["attempts"], peer: nil)
      return (recipient, (row["peer"] as Data?).flatMap { PeerKey(Array($0)) })
    }
  }

  private typealias StoredWay = (way: MailDetails.Way, peer: PeerKey, loads: [Load])

  private static func ways(
    of mail: Int64, isHeld: Bool, in db: Database
  ) throws -> [StoredWay] {
    try Row.fetchAll(
      db,
      prepared: """
        SELECT id, peer, class, state, packedBytes, frames, bytesOnAir, airtimeMicroseconds
        FROM consignment WHERE mail = ? ORDER BY id
        """, arguments: [mail]
    ).compactMap { row -> StoredWay? in
      guard let peer = PeerKey(Array(row["peer"] as Data)),
        let messageClass = MessageClass(rawValue: row["class"])
      else { return nil }
      let state: String = row["state"]
      let way = MailDetails.Way(
        peer: "", messageClass: messageClass.label,
        state: isHeld && state != "arrived" ? "held" : state, packedBytes: row["packedBytes"],
        progress: state == "arrived" ? 1 : 0, frames: row["frames"],
        bytesOnAir: row["bytesOnAir"], airtimeUs: row["airtimeMicroseconds"], priceUs: 0)
      return (way, peer, try loads(of: row["id"], in: db))
    }
  }
}

extension MessageClass {
  /// The name operators use.
  package var label: String {
    switch self {
    case .control: "control"
    case .chat: "chat"
    case .normal: "normal"
    case .bulk: "bulk"
    }
  }
}
