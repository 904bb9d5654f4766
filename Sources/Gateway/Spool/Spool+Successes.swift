// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

extension Spool {
  /// The row of a mail by its name for people.
  static func row(ofMail publicID: String, in db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db, prepared: "SELECT id FROM mail WHERE publicID = ?", arguments: [publicID])
  }

  /// The name of a mail for people.
  static func publicID(of mail: Int64, in db: Database) throws -> String? {
    try String.fetchOne(db, prepared: "SELECT publicID FROM mail WHERE id = ?", arguments: [mail])
  }

  /// The recipients of a mail for which a peer took it, and which it has not told of.
  static func handedOver(
    _ mail: Int64, in db: Database
  ) throws -> [(position: Int, peer: PeerKey)] {
    try Row.fetchAll(
      db,
      prepared: """
        SELECT r.position AS position, c.peer AS peer FROM recipient r
        JOIN consignment c ON c.id = r.consignment
        WHERE r.mail = ? AND r.state = 'handedOver' ORDER BY r.position
        """, arguments: [mail]
    ).compactMap { row in
      PeerKey(Array(row["peer"] as Data)).map { (row["position"], $0) }
    }
  }

  /// Whether a peer has ever told that a mail was delivered behind it.
  static func tellsDeliveries(_ peer: PeerKey, in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db,
      prepared: """
        SELECT EXISTS (SELECT 1 FROM consignment c JOIN recipient r ON r.consignment = c.id
          WHERE c.peer = ? AND r.state = 'takenThere')
        """, arguments: [Data(peer.bytes)]) ?? false
  }

  /// From now on a peer's word about the delivery of a mail is waited for.
  static func awaitWord(of mail: Int64, since seconds: Int64, in db: Database) throws {
    try db.execute(
      prepared: "UPDATE terms SET crossedAt = ? WHERE mail = ?", arguments: [seconds, mail])
  }

  /// It is waited for no longer.
  static func stopAwaitingWord(of mail: Int64, in db: Database) throws {
    try db.execute(prepared: "UPDATE terms SET crossedAt = NULL WHERE mail = ?", arguments: [mail])
  }
}
