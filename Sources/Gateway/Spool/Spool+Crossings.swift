// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import LoRaPHY

extension Spool {
  /// A shipment is stored over there: what it cost is divided among its mails; those that are
  /// there as a whole are returned, and their bytes are not kept.
  static func finish(
    _ report: TransferReport, _ historyUse: HistoryUse, in db: Database
  ) throws -> [Crossing] {
    let row = try Row.fetchOne(
      db, prepared: "SELECT content, class FROM shipment WHERE id = ? AND state = 'waiting'",
      arguments: [report.handle.rawValue])
    guard let row, let content = MessageContent(rawValue: row["content"]) else { return [] }
    let cargo = try Row.fetchAll(
      db, prepared: "SELECT consignment, bytes FROM cargo WHERE shipment = ? ORDER BY position",
      arguments: [report.handle.rawValue])
    let consignments: [Int64] = cargo.map { $0["consignment"] }
    try charge(report, to: consignments, weights: cargo.map { $0["bytes"] }, in: db)
    if historyUse == .kept, content != .part, row["class"] == MessageClass.chat.rawValue {
      try rememberSent(consignments, in: db)
    }
    if content == .part, !consignments.isEmpty {
      try db.execute(
        prepared: "UPDATE shipment SET state = 'arrived', payload = NULL WHERE id = ?",
        arguments: [report.handle.rawValue])
    } else {
      try db.execute(
        prepared: "DELETE FROM result WHERE shipment = ?", arguments: [report.handle.rawValue])
      try db.execute(
        prepared: "DELETE FROM shipment WHERE id = ?", arguments: [report.handle.rawValue])
    }
    return try consignments.compactMap { try arrive($0, in: db) }
  }

  private static func charge(
    _ report: TransferReport, to consignments: [Int64], weights: [Int], in db: Database
  ) throws {
    let frames = ProportionalShares.of(Int64(report.frames), weights: weights)
    let bytes = ProportionalShares.of(Int64(report.bytes), weights: weights)
    let airtime = ProportionalShares.of(report.airtime.wholeMicroseconds, weights: weights)
    for (index, consignment) in consignments.enumerated() {
      try db.execute(
        prepared: """
          UPDATE consignment SET frames = frames + ?, bytesOnAir = bytesOnAir + ?,
            airtimeMicroseconds = airtimeMicroseconds + ? WHERE id = ?
          """, arguments: [frames[index], bytes[index], airtime[index], consignment])
    }
  }

  /// Closes a consignment of which nothing is under way any more.
  static func arrive(_ consignment: Int64, in db: Database) throws -> Crossing? {
    let isOpen = try Bool.fetchOne(
      db,
      prepared: """
        SELECT EXISTS (SELECT 1 FROM cargo g JOIN shipment s ON s.id = g.shipment
          WHERE g.consignment = ? AND s.state = 'waiting')
        """, arguments: [consignment])
    guard isOpen == false else { return nil }
    try db.execute(
      prepared: """
        DELETE FROM shipment WHERE id IN (SELECT shipment FROM cargo WHERE consignment = ?)
        """, arguments: [consignment])
    try db.execute(
      prepared: "UPDATE consignment SET state = 'arrived', packed = NULL WHERE id = ?",
      arguments: [consignment])
    try db.execute(
      prepared: """
        UPDATE recipient SET state = 'handedOver', reply = 'stored by the peer gateway'
        WHERE consignment = ? AND state = 'waiting'
        """, arguments: [consignment])
    try db.execute(
      prepared: """
        UPDATE mail SET content = NULL WHERE id = (SELECT mail FROM consignment WHERE id = ?)
          AND NOT EXISTS (SELECT 1 FROM consignment o WHERE o.mail = mail.id
            AND o.state <> 'arrived')
        """, arguments: [consignment])
    let row = try Row.fetchOne(
      db,
      prepared: """
        SELECT m.publicID AS publicID, c.frames AS frames, c.bytesOnAir AS bytes,
          c.airtimeMicroseconds AS airtime
        FROM consignment c JOIN mail m ON m.id = c.mail WHERE c.id = ?
        """, arguments: [consignment])
    return row.map {
      Crossing(
        publicID: $0["publicID"], frames: $0["frames"], bytesOnAir: $0["bytes"],
        airtimeMicroseconds: $0["airtime"])
    }
  }
}
