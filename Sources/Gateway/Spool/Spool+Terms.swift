// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import LoRaPHY
import MailRelay

/// Something of a mail that waits whose time has come.
struct DueMail {
  var row: Int64
  var cause: Cause

  enum Cause {
    /// It waited as long as mail is kept.
    case expired
    /// Its sender asked that it be returned when it is not there by now.
    case useless
    /// It should have been there for long, or its sender asked to be told now.
    case late
    /// The peer that took it said nothing of its delivery.
    case unconfirmed
  }
}

extension Spool {
  /// Seconds that the gateway has run, as far as they were stored.
  func runSeconds() throws(SpoolError) -> Int64 {
    try read(doing: "reading the time run") { db in
      try Int64.fetchOne(db, prepared: "SELECT seconds FROM running") ?? 0
    }
  }

  static func storeRunSeconds(_ seconds: Int64, in db: Database) throws {
    try db.execute(
      prepared: "UPDATE running SET seconds = max(seconds, ?)", arguments: [seconds])
  }

  /// Stores what was asked for a mail, in the transaction that takes it.
  static func store(_ terms: DoorTerms, of mail: Int64, in db: Database) throws {
    try db.execute(
      prepared: """
        INSERT INTO terms
          (mail, request, header, likeness, takenAt, promised, returnAt, noticeAt)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        mail, Data(terms.request), Data(terms.header), terms.likeness.map { Data($0) },
        terms.takenAt, terms.promised, terms.returnAt, terms.noticeAt,
      ])
  }

  /// The name of a mail like this one that was taken before; nil when there is none.
  static func known(likeness: [UInt8]?, in db: Database) throws -> String? {
    guard let likeness else { return nil }
    return try String.fetchOne(
      db,
      prepared: "SELECT publicID FROM mail WHERE id = (SELECT mail FROM terms WHERE likeness = ?)",
      arguments: [Data(likeness)])
  }

  /// The bytes that wait for each peer, packed as far as they are.
  func waitingBytes(for peer: PeerKey) throws(SpoolError) -> Int {
    try read(doing: "measuring the queue") { db in
      let open = "consignment c WHERE c.peer = ? AND c.state <> 'arrived'"
      // Packed mails, that is nearly all, are summed from an index.
      let packed = try Int.fetchOne(
        db, prepared: "SELECT sum(c.packedBytes) FROM \(open)", arguments: [Data(peer.bytes)])
      let others = try Int.fetchOne(
        db,
        prepared: """
          SELECT sum((SELECT contentBytes FROM mail WHERE id = c.mail))
          FROM \(open) AND c.packedBytes IS NULL
          """, arguments: [Data(peer.bytes)])
      return (packed ?? 0) + (others ?? 0)
    }
  }

  // MARK: - Time

  /// What is due among the mails that wait when so many seconds were run, and in how many more
  /// seconds something is next; nil when nothing waits.
  func due(
    at seconds: Int64, _ lifetime: QueueLifetime
  ) throws(SpoolError) -> (mails: [DueMail], nextIn: Int64?) {
    try read(doing: "looking for mails that wait too long") { db in
      let waiting = try Row.fetchAll(
        db,
        prepared: """
          SELECT t.mail AS mail, takenAt, promised, returnAt, noticeAt,
            EXISTS (SELECT 1 FROM told WHERE told.mail = t.mail AND action = 'delayed') AS isTold
          FROM terms t
          WHERE t.mail IN (SELECT DISTINCT mail FROM recipient WHERE state = 'waiting')
            AND t.mail NOT IN (SELECT mail FROM mailHold)
          ORDER BY t.mail
          """
      ).map { WaitingTerms($0, lifetime) }
      let crossed = try Row.fetchAll(
        db, prepared: "SELECT mail, crossedAt FROM terms WHERE crossedAt IS NOT NULL ORDER BY mail")
      let patience = QueueLifetime.successPatience.components.seconds
      let unconfirmed = crossed.filter { ($0["crossedAt"] as Int64) + patience <= seconds }
        .map { DueMail(row: $0["mail"], cause: .unconfirmed) }
      let dues = waiting.compactMap { $0.due(at: seconds) } + unconfirmed
      let nexts =
        waiting.map { $0.nextIn(after: seconds) }
        + crossed.map { max(($0["crossedAt"] as Int64) + patience - seconds, 1) }
      let isKept =
        try Bool.fetchOne(
          db,
          prepared: """
            SELECT EXISTS (SELECT 1 FROM delivery) OR EXISTS (SELECT 1 FROM grace)
              OR EXISTS (SELECT 1 FROM part)
            """) ?? false
      // What is only kept for days need not be looked at to the second.
      let rare = isKept ? QueueLifetime.lookInterval.components.seconds : nil
      return (dues, (nexts + [rare].compactMap(\.self)).min())
    }
  }

  /// In how many seconds a mail is given up; nil when it is forgotten.
  static func secondsLeft(
    of mail: Int64, _ lifetime: QueueLifetime, after seconds: Int64, in db: Database
  ) throws -> Int64? {
    let row = try Row.fetchOne(
      db, prepared: "SELECT takenAt, returnAt FROM terms WHERE mail = ?", arguments: [mail])
    guard let row else { return nil }
    let end = (row["takenAt"] as Int64) + lifetime.limit.components.seconds
    return min(end, row["returnAt"] as Int64? ?? end) - seconds
  }

  /// Forgets the terms of mails that were taken so long ago and wait no more.
  static func forgetTerms(takenBefore seconds: Int64, in db: Database) throws {
    try db.execute(
      prepared: """
        DELETE FROM terms WHERE takenAt < ?
          AND mail NOT IN (SELECT mail FROM recipient WHERE state = 'waiting')
        """, arguments: [seconds])
    try db.execute(prepared: "DELETE FROM told WHERE mail NOT IN (SELECT mail FROM terms)")
  }
}

/// The times of a mail that waits, in seconds run.
private struct WaitingTerms {
  let mail: Int64
  let expiresAt: Int64
  let returnAt: Int64?
  /// When its sender is told that it is late; nil when he was.
  let noticeAt: Int64?

  init(_ row: Row, _ lifetime: QueueLifetime) {
    mail = row["mail"]
    let takenAt: Int64 = row["takenAt"]
    expiresAt = takenAt + lifetime.limit.components.seconds
    returnAt = row["returnAt"]
    let wanted: Int64? = row["noticeAt"]
    let owed = lifetime.delayNotice.map {
      takenAt + (row["promised"] as Int64? ?? 0) + $0.components.seconds
    }
    noticeAt = row["isTold"] ? nil : [wanted, owed].compactMap(\.self).min()
  }

  func due(at seconds: Int64) -> DueMail? {
    if let returnAt, returnAt <= seconds { return DueMail(row: mail, cause: .useless) }
    if expiresAt <= seconds { return DueMail(row: mail, cause: .expired) }
    if let noticeAt, noticeAt <= seconds { return DueMail(row: mail, cause: .late) }
    return nil
  }

  /// Seconds until something of it is due, at least 1: what is due already is being done.
  func nextIn(after seconds: Int64) -> Int64 {
    let times = [expiresAt, returnAt, noticeAt].compactMap(\.self).filter { $0 > seconds }
    return max((times.min() ?? seconds) - seconds, 1)
  }
}
