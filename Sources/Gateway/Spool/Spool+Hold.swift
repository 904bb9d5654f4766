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

  /// A condition for consignments `c` whose mail is not held.
  static let isNotHeld = "NOT EXISTS (SELECT 1 FROM mailHold h WHERE h.mail = c.mail)"

  /// Keeps a mail back until it is released.
  static func hold(_ mail: Int64, because why: String, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO mailHold (mail, why) VALUES (?, ?)", arguments: [mail, why])
  }
}
