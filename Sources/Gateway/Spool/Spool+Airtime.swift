// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
import LoRaPHY

extension Spool {
  /// The tables of the airtime ledgers by legal band, and the step to them.
  ///
  /// Older rows have no band: the gateway's bands all take them as theirs.
  static let airtimeByBand = """
    ALTER TABLE airtime RENAME TO airtimeOfOneBand;
    CREATE TABLE airtime (
      band TEXT NOT NULL,                 -- row of the law; empty: not known
      number INTEGER NOT NULL,            -- of the reservation
      start INTEGER NOT NULL, end INTEGER NOT NULL, airtime INTEGER NOT NULL,
      PRIMARY KEY (band, number)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO airtime (band, number, start, end, airtime)
      SELECT '', number, start, end, airtime FROM airtimeOfOneBand;
    DROP TABLE airtimeOfOneBand;
    ALTER TABLE lifeSign RENAME TO lifeSignOfOneBand;
    CREATE TABLE lifeSign (
      band TEXT PRIMARY KEY,
      time INTEGER NOT NULL,              -- of the ledger, microseconds
      seen INTEGER NOT NULL,              -- CLOCK_BOOTTIME, microseconds
      boot TEXT                           -- in which boot; NULL: not known
    ) STRICT, WITHOUT ROWID;
    INSERT INTO lifeSign (band, time, seen, boot)
      SELECT '', time, seen, boot FROM lifeSignOfOneBand;
    DROP TABLE lifeSignOfOneBand;
    """

  static func store(_ record: DutyRecord, of band: RowName, in db: Database) throws {
    try db.execute(
      prepared: """
        INSERT OR REPLACE INTO airtime (band, number, start, end, airtime) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [band.text, record.number, record.start, record.end, record.airtime])
  }

  /// Replaces all records of a band; with none left its sign of life means nothing.
  static func restore(_ snapshot: DutySnapshot, of band: RowName, in db: Database) throws {
    try db.execute(prepared: "DELETE FROM airtime WHERE band = ?", arguments: [band.text])
    for record in snapshot.records { try store(record, of: band, in: db) }
    guard snapshot.records.isEmpty else { return }
    try db.execute(prepared: "DELETE FROM lifeSign WHERE band = ?", arguments: [band.text])
  }

  static func store(
    _ sign: LifeSign, of band: RowName, boot: BootID?, in db: Database
  ) throws {
    try db.execute(
      prepared: "INSERT OR REPLACE INTO lifeSign (band, time, seen, boot) VALUES (?, ?, ?, ?)",
      arguments: [band.text, sign.time, sign.seen.microseconds, boot?.text])
  }

  /// Each ledger's records with its last sign of life, which is told when it is of this very boot.
  func airtimeMemory(in db: Database) throws -> [RowName: AirtimeMemory] {
    var records: [String: [DutyRecord]] = [:]
    for row in try Row.fetchAll(db, prepared: "SELECT * FROM airtime ORDER BY band, number") {
      records[row["band"], default: []].append(
        DutyRecord(
          number: row["number"], start: row["start"], end: row["end"], airtime: row["airtime"]))
    }
    var memory: [RowName: AirtimeMemory] = [:]
    for (band, records) in records {
      var airtime = AirtimeMemory(snapshot: DutySnapshot(records: records))
      let sql = "SELECT * FROM lifeSign WHERE band = ?"
      if let row = try Row.fetchOne(db, prepared: sql, arguments: [band]) {
        let sign = LifeSign(time: row["time"], seen: Instant(microseconds: row["seen"]))
        let isOfThisBoot = boot != nil && boot?.text == row["boot"] as String?
        airtime.snapshot = DutySnapshot(records: records, lastAlive: sign.time)
        airtime.lifeSign = isOfThisBoot ? sign : nil
      }
      memory[RowName(band)] = airtime
    }
    return memory
  }
}
