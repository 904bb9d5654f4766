// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import GRDB

extension Spool {
  /// Keeps a mail that the relay took for all recipients a while longer: the relay may lose it.
  ///
  /// When more bytes are kept than wanted, the oldest mails go.
  static func keepAfterHandover(
    _ mail: Int64, atMost keptBytes: Int, at seconds: Int64, in db: Database
  ) throws {
    try db.execute(
      prepared: """
        INSERT OR REPLACE INTO grace (mail, since, bytes, content)
        SELECT id, ?, contentBytes, content FROM mail WHERE id = ? AND content IS NOT NULL
        """, arguments: [seconds, mail])
    try db.execute(prepared: "UPDATE mail SET content = NULL WHERE id = ?", arguments: [mail])
    var excess = try Int.fetchOne(db, prepared: "SELECT ifnull(sum(bytes), 0) FROM grace") ?? 0
    excess -= keptBytes
    guard excess > 0 else { return }
    let oldest = try Row.fetchCursor(db, sql: "SELECT mail, bytes FROM grace ORDER BY since, mail")
    var dropped: [Int64] = []
    while excess > 0, let row = try oldest.next() {
      dropped.append(row["mail"])
      excess -= row["bytes"] as Int
    }
    for mail in dropped {
      try db.execute(prepared: "DELETE FROM grace WHERE mail = ?", arguments: [mail])
    }
  }

  /// Forgets the mails that are kept since so many seconds were run.
  static func forgetGrace(begunBy seconds: Int64, in db: Database) throws {
    try db.execute(prepared: "DELETE FROM grace WHERE since <= ?", arguments: [seconds])
  }

  /// Has a mail delivered again to the recipients it was handed to; how many, none when it is no
  /// longer here.
  static func redeliver(
    _ mail: Int64, at seconds: Int64, in db: Database
  ) throws -> Int {
    try db.execute(
      prepared: """
        UPDATE mail SET content = (SELECT content FROM grace WHERE mail = mail.id)
        WHERE id = ? AND content IS NULL
        """, arguments: [mail])
    let isHere = try Bool.fetchOne(
      db, prepared: "SELECT content IS NOT NULL FROM mail WHERE id = ?", arguments: [mail])
    guard isHere == true else { return 0 }
    try db.execute(
      prepared: """
        UPDATE recipient SET state = 'waiting', status = NULL
        WHERE mail = ? AND state = 'handedOver'
        """, arguments: [mail])
    let count = db.changesCount
    guard count > 0 else { return 0 }
    try db.execute(prepared: "DELETE FROM grace WHERE mail = ?", arguments: [mail])
    try beginDelivery(of: mail, at: seconds, in: db)
    return count
  }
}
