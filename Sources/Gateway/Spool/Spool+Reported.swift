// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailRelay

/// What results that came home led to.
struct ReportedOutcome {
  /// What peers told of mails.
  var reports: [MailReport] = []
  /// Mails that peers have by another way than the radio.
  var crossings: [Crossing] = []
}

extension Spool {
  /// Takes results that came home, and answers questions.
  ///
  /// A result is for a mail that was given to that very peer and is still in the spool. One whose
  /// id fits several is asked for again with a longer id; one that fits none, or that is known
  /// already, changes nothing.
  static func apply(
    _ list: ResultList, from peer: PeerKey, answering reported: ReportedResults, in db: Database
  ) throws -> ReportedOutcome {
    var outcome = ReportedOutcome()
    for group in list.groups {
      switch group {
      case .question(let id): try answer(id, of: peer, reported, in: db)
      case .recipients(let id, let entries):
        guard let mail = try resolve(id, "airID", of: peer, in: db) else { continue }
        try store(entries, of: mail, into: &outcome, in: db)
      case .unreadable(let id, let code):
        guard let mail = try resolve(id, "packedID", of: peer, in: db) else { continue }
        let places = try Int.fetchAll(
          db, prepared: "SELECT place FROM recipient WHERE consignment = ? ORDER BY place",
          arguments: [mail])
        let entries = places.map { ResultList.Entry(recipient: $0, code: code) }
        try store(entries, of: mail, into: &outcome, in: db)
      }
    }
    return outcome
  }

  /// The one consignment whose id begins so; an ambiguous short id is asked for again.
  private static func resolve(
    _ id: [UInt8], _ column: String, of peer: PeerKey, in db: Database
  ) throws -> Int64? {
    let found = try Int64.fetchAll(
      db,
      prepared: """
        SELECT id FROM consignment WHERE peer = ? AND \(column) >= ? AND \(column) <= ?
          AND state <> 'packing' LIMIT 2
        """, arguments: [Data(peer.bytes)] + bounds(of: id))
    guard found.count > 1 else { return found.first }
    guard id.count == ResultList.IDLength.short.rawValue else { return nil }
    let isAsked = try Bool.fetchOne(
      db,
      prepared: "SELECT EXISTS (SELECT 1 FROM result WHERE peer = ? AND kind = 2 AND mailID = ?)",
      arguments: [Data(peer.bytes), Data(id)])
    if isAsked == false {
      try enqueue(
        OutgoingResult(peer: peer, kind: .question, mailID: id, idLength: .short), in: db)
    }
    return nil
  }

  /// All ids that begin with these bytes lie between them, both included.
  private static func bounds(of prefix: [UInt8]) -> StatementArguments {
    [Data(prefix), Data(prefix + [UInt8](repeating: 0xFF, count: 32))]
  }

  private static func store(
    _ entries: [ResultList.Entry], of consignment: Int64, into outcome: inout ReportedOutcome,
    in db: Database
  ) throws {
    var results: [RecipientReport] = []
    for entry in entries {
      guard entry.code != .storedBeside else {
        outcome.crossings += [try noteStoredBeside(entry.recipient, of: consignment, in: db)]
          .compactMap(\.self)
        continue
      }
      let position = try Int.fetchOne(
        db,
        prepared: """
          SELECT position FROM recipient WHERE consignment = ? AND place = ?
            AND state IN ('waiting', 'handedOver')
          """, arguments: [consignment, entry.recipient])
      guard let position else { continue }
      let isRefused = entry.code.verdict == .refused
      let state: RecipientState = isRefused ? .refusedThere : .takenThere
      let status = entry.code.status
      try db.execute(
        prepared: """
          UPDATE recipient SET state = ?, status = ?, reply = ? WHERE consignment = ? AND place = ?
          """,
        arguments: [
          state.rawValue, status.description,
          "\(status) \(isRefused ? "refused" : "taken") behind the peer gateway", consignment,
          entry.recipient,
        ])
      results.append(RecipientReport(position: position, status: status))
    }
    guard !results.isEmpty else { return }
    let name = try String.fetchOne(
      db,
      prepared: "SELECT publicID FROM mail WHERE id = (SELECT mail FROM consignment WHERE id = ?)",
      arguments: [consignment])
    outcome.reports.append(MailReport(publicID: name ?? "", results: results))
  }

  // MARK: - Questions

  /// Tells the final answers about every mail of the peer whose id begins so, with longer ids.
  private static func answer(
    _ id: [UInt8], of peer: PeerKey, _ reported: ReportedResults, in db: Database
  ) throws {
    let from: StatementArguments = [Data(peer.bytes)]
    let rows = try Row.fetchAll(
      db,
      prepared: """
        SELECT m.airID AS airID, r.position AS position, r.state AS state, r.status AS status
        FROM mail m JOIN recipient r ON r.mail = m.id
        WHERE m.origin = ? AND m.airID >= ? AND m.airID <= ? AND r.state <> 'waiting'
        """, arguments: from + bounds(of: id))
    for row in rows {
      let isTaken = row["state"] as String == RecipientState.handedOver.rawValue
      if isTaken, reported == .failures { continue }
      let told = (row["status"] as String?).flatMap { EnhancedStatus($0) }
      let status = told ?? EnhancedStatus(isTaken ? 2 : 5, 0, 0)
      guard let code = ResultCode(status) else { continue }
      try enqueue(
        OutgoingResult(
          peer: peer, kind: .recipient(row["position"], code),
          mailID: Array(row["airID"] as Data), idLength: .long), in: db)
    }
    let unreadable = try Data.fetchAll(
      db,
      prepared: """
        SELECT contentSHA256 FROM mail
        WHERE origin = ? AND airID IS NULL AND contentSHA256 >= ? AND contentSHA256 <= ?
        """, arguments: from + bounds(of: id))
    for packedID in unreadable {
      try enqueue(
        OutgoingResult(
          peer: peer, kind: .unreadable(.unreadable), mailID: Array(packedID), idLength: .long),
        in: db)
    }
  }
}
