// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import GRDB
import MailRelay

/// A mail from the air whose relay did not take it in time.
struct OverdueMail {
  /// Its name for people.
  var publicID: String
  /// The recipients that are given up, as places in its envelope.
  var positions: [Int]
}

/// Mails from the air that wait for the relay here.
extension Spool {
  /// A mail begins to wait for the relay when so many seconds were run.
  static func beginDelivery(of mail: Int64, at seconds: Int64, in db: Database) throws {
    try db.execute(
      prepared: "INSERT OR REPLACE INTO delivery (mail, since) VALUES (?, ?)",
      arguments: [mail, seconds])
  }

  /// Nobody waits for the relay any more.
  static func endDelivery(of mail: Int64, in db: Database) throws {
    try db.execute(prepared: "DELETE FROM delivery WHERE mail = ?", arguments: [mail])
  }

  /// The recipients nobody answers for yet, as places in the mail's envelope.
  static func waitingPositions(of mail: Int64, in db: Database) throws -> [Int] {
    try Int.fetchAll(
      db,
      prepared: """
        SELECT position FROM recipient WHERE mail = ? AND state = 'waiting' ORDER BY position
        """, arguments: [mail])
  }

  /// Gives up the mails that the relay did not take since so many seconds were run; held ones wait.
  static func giveUpDeliveries(begunBy seconds: Int64, in db: Database) throws -> [OverdueMail] {
    let overdue = try Row.fetchAll(
      db,
      prepared: """
        SELECT d.mail AS mail, m.publicID AS publicID FROM delivery d JOIN mail m ON m.id = d.mail
        WHERE d.since <= ? AND NOT \(SpoolSchema.isHeld("d.mail")) ORDER BY d.mail
        """, arguments: [seconds])
    return try overdue.compactMap { row in
      let mail: Int64 = row["mail"]
      let positions = try waitingPositions(of: mail, in: db)
      for position in positions {
        try fail([position], of: mail, overdueReply(mail, position, in: db), in: db)
      }
      try endDelivery(of: mail, in: db)
      return positions.isEmpty ? nil : OverdueMail(publicID: row["publicID"], positions: positions)
    }
  }

  /// The relay's last answer with the status of a delivery that took too long (RFC 3463, X.4.7).
  private static func overdueReply(
    _ mail: Int64, _ position: Int, in db: Database
  ) throws -> Reply {
    let last = try String.fetchOne(
      db, prepared: "SELECT reply FROM recipient WHERE mail = ? AND position = ?",
      arguments: [mail, position])
    return Reply(
      554, .init(5, 4, 7), "The relay did not take it in time; it last said: \(last ?? "nothing")")
  }
}
