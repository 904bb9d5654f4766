// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
import LoRaPHY

extension Spool {
  /// The table of the one sign of life of the airtime ledger.
  static let lifeSignTable = """
    CREATE TABLE lifeSign (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      time INTEGER NOT NULL,              -- of the ledger, microseconds
      seen INTEGER NOT NULL,              -- CLOCK_BOOTTIME, microseconds
      boot TEXT                           -- in which boot; NULL: not known
    ) STRICT
    """

  static func store(_ sign: LifeSign, boot: BootID?, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO lifeSign (one, time, seen, boot) VALUES (1, ?, ?, ?)",
      arguments: [sign.time, sign.seen.microseconds, boot?.text])
  }

  /// The ledger's records with the last sign of life, which is told when it is of this very boot.
  func airtimeMemory(in db: Database) throws -> (snapshot: DutySnapshot?, sign: LifeSign?) {
    let records = try Row.fetchAll(db, sql: "SELECT * FROM airtime").map {
      DutyRecord(number: $0["number"], start: $0["start"], end: $0["end"], airtime: $0["airtime"])
    }
    guard !records.isEmpty else { return (nil, nil) }
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM lifeSign") else {
      return (DutySnapshot(records: records), nil)
    }
    let sign = LifeSign(time: row["time"], seen: Instant(microseconds: row["seen"]))
    let isOfThisBoot = boot != nil && boot?.text == row["boot"] as String?
    return (
      DutySnapshot(records: records, lastAlive: sign.time), isOfThisBoot ? sign : nil
    )
  }
}
