// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailRelay

/// Who writes reports to senders, and when.
struct Reporter {
  /// The mail domain it writes from.
  var domain: String
  /// The gateway itself, which the reports come from.
  var key: PeerKey
  /// Wall time, for people.
  var unixSeconds: Int64
  /// Seconds that the gateway has run.
  var runSeconds: Int64
}

/// A report that was written to a sender: a mail for the relay here.
struct SenderReport {
  /// The report itself.
  var row: Int64
  /// The mail it tells of, by its name for people.
  var about: String
  /// The worst it tells.
  var action: RecipientFate.Action
}

extension Spool {
  /// Tells a sender what became of his mail, in the transaction that stores what is told.
  ///
  /// Each thing is told once. Nil when the sender is not to be told: he has no address, did not
  /// ask, or was told; or when the mail did not come by the door, or is forgotten.
  static func report(
    _ fates: [RecipientFate], on mail: Int64, by reporter: Reporter, in db: Database
  ) throws -> SenderReport? {
    guard let subject = try ReportedMail(mail, in: db) else { return nil }
    var news: [RecipientFate] = []
    for fate in fates {
      try db.execute(
        prepared: "INSERT OR IGNORE INTO told (mail, position, action) VALUES (?, ?, ?)",
        arguments: [mail, fate.position, fate.action.rawValue])
      if db.changesCount > 0, !subject.showsItself(fate) { news.append(fate) }
    }
    guard !news.isEmpty,
      let report = DeliveryReport(
        on: subject.transaction(for: news), fates: news, reporter: HostName(reporter.domain),
        arrival: MailDate(unixSeconds: subject.arrivedAtUnix))
    else { return nil }
    let count = try Int.fetchOne(
      db, prepared: "SELECT count(*) FROM told WHERE mail = ?", arguments: [mail])
    let stamp = DeliveryReport.Stamp(
      date: MailDate(unixSeconds: reporter.unixSeconds),
      id: "\(subject.publicID).\(mail).\(count ?? 0)")
    let row = try store(report.transaction(stamp), about: mail, by: reporter, in: db)
    return SenderReport(row: row, about: subject.publicID, action: report.gist)
  }

  private static func store(
    _ report: MailTransaction, about mail: Int64, by reporter: Reporter, in db: Database
  ) throws -> Int64 {
    let envelope = report.envelope.encoded()
    let airID = MailIdentity.airID(envelope: envelope, content: report.mail, copy: 0)
    try db.execute(
      prepared: """
        INSERT INTO mail (publicID, origin, airID, envelope, content, contentBytes,
          contentSHA256, arrivedAtUnix) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        try freePublicID(airID: airID, in: db), Data(reporter.key.bytes), Data(airID),
        Data(envelope), Data(report.mail), report.mail.count,
        Data(MailIdentity.contentSHA256(report.mail)), reporter.unixSeconds,
      ])
    let row = db.lastInsertedRowID
    try insert(report.envelope.forwardPaths, of: row, state: .waiting, in: db)
    try beginDelivery(of: row, at: reporter.runSeconds, in: db)
    try db.execute(
      prepared: "INSERT INTO report (mail, about) VALUES (?, ?)", arguments: [row, mail])
    return row
  }
}

/// A mail from the door, as its sender is told of it.
struct ReportedMail {
  let publicID: String
  let envelope: Envelope
  let request: DeliveryRequest
  let header: [UInt8]
  let arrivedAtUnix: Int64

  /// Reads a mail; nil when it did not come by the door, or is forgotten.
  init?(_ mail: Int64, in db: Database) throws {
    let row = try Row.fetchOne(
      db,
      prepared: """
        SELECT publicID, envelope, request, header, arrivedAtUnix FROM terms
        JOIN mail ON mail.id = terms.mail WHERE terms.mail = ?
        """, arguments: [mail])
    guard let row else { return nil }
    publicID = row["publicID"]
    envelope = try Envelope(decoding: Array(row["envelope"] as Data))
    request = try DeliveryRequest(decoding: Array(row["request"] as Data))
    header = Array(row["header"] as Data)
    arrivedAtUnix = row["arrivedAtUnix"]
  }

  /// Whether the sender wants to know that the mail was delivered, or given to who will not tell.
  func wantsSuccess(at position: Int) -> Bool {
    let asked = request.recipient(at: position)
    return asked.conditions.contains(.success) || isTraced && asked.notify != .never
  }

  /// Whether the sender's program shows by itself that the mail has not arrived, as chat does.
  func showsItself(_ fate: RecipientFate) -> Bool {
    fate.action == .delayed && request.recipient(at: fate.position).notify == nil
      && MailHeader(of: header).value(of: "chat-version") != nil
  }

  /// Whether each relay on the way is to tell of the mail (RFC 2852 §4.1.1, by-trace).
  private var isTraced: Bool { request.deliverBy?.isTraced ?? false }

  /// The mail without its body, which is never given back: the air must not pay for it twice, and
  /// it is gone here once a peer has it.
  func transaction(for fates: [RecipientFate]) -> MailTransaction {
    var request = request
    request.returnedContent = .headers
    request.recipients = envelope.forwardPaths.indices.map(request.recipient(at:))
    for fate in fates
    where fate.action == .relayed && wantsSuccess(at: fate.position) {
      let place = fate.position
      guard request.recipients.indices.contains(place) else { continue }
      request.recipients[place].notify = request.recipients[place].conditions.union(.success)
    }
    return MailTransaction(envelope: envelope, mail: header, request: request)
  }
}
