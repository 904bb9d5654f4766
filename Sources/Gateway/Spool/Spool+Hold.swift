// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import GRDB

/// Mails that wait for the operator: nothing of them is packed or sent.
extension Spool {
  static let holdTable = """
    CREATE TABLE mailHold (
      mail INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
      why TEXT NOT NULL                   -- for people
    ) STRICT
    """

  /// Whether a mail is held.
  static func isHeld(_ mail: Int64, in db: Database) throws -> Bool {
    try Bool.fetchOne(db, prepared: "SELECT \(SpoolSchema.isHeld("?"))", arguments: [mail]) ?? false
  }

  /// Keeps a mail back until it is released; what others share a message with it go without it.
  static func hold(_ mail: Int64, because why: String, in db: Database) throws {
    try db.execute(
      prepared: "INSERT OR IGNORE INTO mailHold (mail, why) VALUES (?, ?)", arguments: [mail, why])
    try db.execute(
      prepared: """
        DELETE FROM shipment WHERE id IN (
          SELECT g.shipment FROM cargo g JOIN consignment c ON c.id = g.consignment
          WHERE c.mail = ? AND EXISTS (
            SELECT 1 FROM cargo o WHERE o.shipment = g.shipment AND o.position <> g.position))
        """, arguments: [mail])
  }

  /// Lets a held mail go on when so many seconds were run; its time begins anew.
  static func release(_ mail: Int64, at seconds: Int64, in db: Database) throws {
    try db.execute(prepared: "DELETE FROM mailHold WHERE mail = ?", arguments: [mail])
    try db.execute(
      prepared: "UPDATE delivery SET since = ? WHERE mail = ?", arguments: [seconds, mail])
    try db.execute(
      prepared: "UPDATE terms SET takenAt = ? WHERE mail = ?", arguments: [seconds, mail])
  }
}
