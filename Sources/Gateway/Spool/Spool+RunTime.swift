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

extension Spool {
  /// The minutes this gateway has run in all its lives.
  ///
  /// They are counted in steps while something depends on them; the wall clock may jump by years.
  static func runMinutes(in db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT minutes FROM runTime") ?? 0
  }

  /// Whether something grows older with the run time.
  func dependsOnRunTime() throws(SpoolError) -> Bool {
    try read(doing: "looking for what ages") { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM delivery) OR EXISTS (SELECT 1 FROM grace)") ?? false
    }
  }

  /// Counts the run time on, gives up what the relay here did not take for so long, and forgets
  /// what it took long ago.
  func passRunTime(
    minutes: Int, retriedMinutes: Int, graceMinutes: Int
  ) throws(SpoolError) -> [OverdueMail] {
    try commit(doing: "counting the run time") { db in
      try db.execute(sql: "UPDATE runTime SET minutes = minutes + ?", arguments: [minutes])
      let now = try Self.runMinutes(in: db)
      try db.execute(sql: "DELETE FROM grace WHERE since <= ?", arguments: [now - graceMinutes])
      let overdue = try Row.fetchAll(
        db,
        sql: """
          SELECT d.mail AS mail, m.publicID AS publicID FROM delivery d JOIN mail m ON m.id = d.mail
          WHERE d.since <= ? AND NOT \(SpoolSchema.isHeld("d.mail")) ORDER BY d.mail
          """, arguments: [now - retriedMinutes])
      return try overdue.compactMap { row in
        let mail: Int64 = row["mail"]
        let positions = try Self.waitingPositions(of: mail, in: db)
        for position in positions {
          try Self.fail([position], of: mail, Self.overdueReply(mail, position, in: db), in: db)
        }
        try Self.endDelivery(of: mail, in: db)
        return positions.isEmpty
          ? nil : OverdueMail(publicID: row["publicID"], positions: positions)
      }
    }
  }

  /// The relay's last answer with the status of a delivery that took too long (RFC 3463, X.4.7).
  private static func overdueReply(
    _ mail: Int64, _ position: Int, in db: Database
  ) throws -> Reply {
    let last = try String.fetchOne(
      db, sql: "SELECT reply FROM recipient WHERE mail = ? AND position = ?",
      arguments: [mail, position])
    return Reply(
      554, .init(5, 4, 7), "The relay did not take it in time; it last said: \(last ?? "nothing")")
  }

  // MARK: - Deliveries

  /// A mail from the air begins to wait for the relay.
  static func beginDelivery(of mail: Int64, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO delivery (mail, since) SELECT ?, minutes FROM runTime",
      arguments: [mail])
  }

  /// Nobody waits for the relay any more.
  static func endDelivery(of mail: Int64, in db: Database) throws {
    try db.execute(sql: "DELETE FROM delivery WHERE mail = ?", arguments: [mail])
  }

  /// The recipients nobody answers for yet, as places in the mail's envelope.
  static func waitingPositions(of mail: Int64, in db: Database) throws -> [Int] {
    try Int.fetchAll(
      db,
      sql: """
        SELECT position FROM recipient WHERE mail = ? AND state = 'waiting' ORDER BY position
        """, arguments: [mail])
  }
}
