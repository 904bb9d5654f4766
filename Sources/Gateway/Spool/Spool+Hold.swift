// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import GRDB

/// What became of a wish to hold a mail, or to release it.
package enum HoldOutcome: Equatable, Sendable {
  /// It is done, or was so before.
  case done
  /// There is no such mail from the door.
  case unknownMail
  /// Some of it is in a message already.
  case underWay
}

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

  /// Holds a mail from the door, unless some of it is in a message already.
  func hold(_ publicID: String, because why: String) throws(SpoolError) -> HoldOutcome {
    try commit(doing: "holding a mail") { db in
      guard let mail = try Self.doorMail(publicID, in: db) else { return .unknownMail }
      let isUnderWay = try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM consignment c WHERE c.mail = ? AND
            (c.state = 'arrived' OR EXISTS (SELECT 1 FROM cargo WHERE consignment = c.id)))
          """, arguments: [mail])
      guard isUnderWay == false else { return .underWay }
      try Self.hold(mail, because: why, in: db)
      return .done
    }
  }

  /// Releases a mail when so many seconds were run, from which on its life counts; those of its
  /// consignments that the codec has not seen are returned.
  func release(
    _ publicID: String, at seconds: Int64
  ) throws(SpoolError) -> (outcome: HoldOutcome, unpacked: [ConsignmentID]) {
    try commit(doing: "releasing a mail") { db in
      guard let mail = try Self.doorMail(publicID, in: db) else { return (.unknownMail, []) }
      try db.execute(sql: "DELETE FROM mailHold WHERE mail = ?", arguments: [mail])
      guard db.changesCount > 0 else { return (.done, []) }
      try db.execute(
        sql: "UPDATE terms SET takenAt = ? WHERE mail = ?", arguments: [seconds, mail])
      let unpacked = try Int64.fetchAll(
        db, sql: "SELECT id FROM consignment WHERE mail = ? AND state = 'packing' ORDER BY id",
        arguments: [mail])
      return (.done, unpacked.map(ConsignmentID.init(rawValue:)))
    }
  }

  static func hold(_ mail: Int64, because why: String, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO mailHold (mail, why) VALUES (?, ?)", arguments: [mail, why])
  }

  private static func doorMail(_ publicID: String, in db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db, sql: "SELECT id FROM mail WHERE publicID = ? AND origin IS NULL", arguments: [publicID])
  }
}
