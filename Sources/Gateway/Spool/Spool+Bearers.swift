// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

/// Files of bearers, and mails that are left to bearers.
extension Spool {
  /// What became of a file that was taken.
  func fate(ofParcel id: String) throws(SpoolError) -> ParcelFate {
    try read(doing: "looking for a file of a bearer") { db in
      let row = try Row.fetchOne(
        db,
        prepared: """
          SELECT r.state AS state, r.reply AS reply FROM mail m
          JOIN recipient r ON r.mail = m.id WHERE m.publicID = ? AND m.origin IS NULL
          """, arguments: [id])
      guard let row else { return .stopped("it is not in the queue any more") }
      switch RecipientState(rawValue: row["state"]) {
      case .waiting: return .waiting
      case .handedOver, .takenThere: return .crossed
      case .failed, .refusedThere, nil: return .stopped(row["reply"] ?? "it was given up")
      }
    }
  }

  /// Mails for a peer that were taken by then, seconds run, and were not left to a bearer yet.
  func overdue(for peer: PeerKey, takenBy seconds: Int64) throws(SpoolError) -> [String] {
    try read(doing: "looking for mails that wait for long") { db in
      try String.fetchAll(
        db,
        prepared: """
          SELECT m.publicID FROM consignment c JOIN mail m ON m.id = c.mail
          JOIN terms t ON t.mail = m.id JOIN recipient r ON r.consignment = c.id AND r.place = 0
          WHERE c.peer = ? AND c.state <> 'arrived' AND c.leftToBearer = 0 AND t.takenAt <= ?
            AND r.address NOT LIKE '%@\(BearerAddress.domain)'
            AND NOT \(SpoolSchema.isHeld("m.id"))
          ORDER BY c.id
          """, arguments: [Data(peer.bytes), seconds])
    }
  }

  /// A mail was left to a bearer.
  static func markLeft(_ publicID: String, for peer: PeerKey, in db: Database) throws {
    try db.execute(
      prepared: """
        UPDATE consignment SET leftToBearer = 1
        WHERE peer = ? AND mail = (SELECT id FROM mail WHERE publicID = ?)
        """, arguments: [Data(peer.bytes), publicID])
  }

  /// A peer has a mail that a bearer brought, for one of its recipients; the crossing when it has
  /// it for all.
  static func noteStoredBeside(
    _ place: Int, of consignment: Int64, in db: Database
  ) throws -> Crossing? {
    try db.execute(
      prepared: """
        UPDATE recipient
        SET state = 'handedOver', reply = 'stored by the peer gateway, beside the radio'
        WHERE consignment = ? AND place = ? AND state = 'waiting'
        """, arguments: [consignment, place])
    let isThrough = try Bool.fetchOne(
      db,
      prepared: """
        SELECT NOT EXISTS (SELECT 1 FROM recipient WHERE consignment = ?1 AND state = 'waiting')
          AND EXISTS (SELECT 1 FROM consignment WHERE id = ?1 AND state <> 'arrived')
        """, arguments: [consignment])
    guard isThrough == true else { return nil }
    // What else its messages carry waits again.
    try db.execute(
      prepared: """
        DELETE FROM shipment WHERE id IN (SELECT shipment FROM cargo WHERE consignment = ?)
        """, arguments: [consignment])
    return try arrive(consignment, in: db)
  }
}
