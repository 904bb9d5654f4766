// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
import LoRaPHY
import MailRelay

/// What senders are told, in the transactions that store what is told.
extension GatewayCore {
  /// The writer of reports at this moment.
  var reporter: Reporter {
    Reporter(
      domain: settings.localDomains.min() ?? settings.name, key: identity.publicKey,
      unixSeconds: wallClock(), runSeconds: queueClock.seconds)
  }

  /// A peer took a mail: senders who asked are told so, unless that peer will say more.
  ///
  /// A peer that never told of a delivery is taken for one that tells of failures only.
  func told(_ crossing: Crossing, in db: Database) throws -> Crossing {
    guard let mail = try Spool.row(ofMail: crossing.publicID, in: db) else { return crossing }
    var crossing = crossing
    crossing.report = try toldRelayed(mail, toAll: false, in: db)
    return crossing
  }

  /// Tells a sender who asked that peers have his mail; of those that tell of deliveries only when
  /// told `toAll`, else their word is waited for.
  func toldRelayed(_ mail: Int64, toAll: Bool, in db: Database) throws -> SenderReport? {
    guard let subject = try ReportedMail(mail, in: db) else { return nil }
    let wanting = try Spool.handedOver(mail, in: db)
      .filter { subject.wantsSuccess(at: $0.position) }
    guard !wanting.isEmpty else { return nil }
    let silent = try wanting.filter { recipient in
      try toAll || !Spool.tellsDeliveries(recipient.peer, in: db)
    }
    if silent.count < wanting.count {
      try Spool.awaitWord(of: mail, since: queueClock.seconds, in: db)
    }
    let fates = silent.map { recipient in
      RecipientFate(
        position: recipient.position, action: .relayed, status: .init(2, 0, 0),
        reason: "The radio gateway \(name(of: recipient.peer)) has the mail and hands it on. You"
          + " will hear of it again only if it is refused there.")
    }
    return try Spool.report(fates, on: mail, by: reporter, in: db)
  }

  /// A peer told what became of recipients.
  func told(_ report: MailReport, by peer: PeerKey, in db: Database) throws -> [SenderReport] {
    guard let mail = try Spool.row(ofMail: report.publicID, in: db) else { return [] }
    let fates = report.results.map { result in
      let isRefused = result.status.class == 5
      let reason =
        isRefused
        ? "The mail crossed the radio to \(name(of: peer)) and was refused there:"
          + " \(result.status.refusalForPeople)."
        : "The mail server behind the radio gateway \(name(of: peer)) took the mail."
      return RecipientFate(
        position: result.position, action: isRefused ? .failed : .delivered,
        status: result.status, reason: reason)
    }
    return try Spool.report(fates, on: mail, by: reporter, in: db).map { [$0] } ?? []
  }

  /// Hands a report that is stored to the relay here.
  func hand(over report: SenderReport?, at now: Instant) -> [GatewayAction] {
    guard let report else { return [] }
    deliveries.add(report.row, at: now)
    queueClock.began(dueIn: nil)
    return [.notice(.senderTold(id: report.about, report.action))]
  }
}

extension EnhancedStatus {
  /// What a refusal of this code means, in words for the sender (RFC 3463).
  var refusalForPeople: String {
    switch (subject, detail) {
    case (1, 1): "there is no such mailbox"
    case (1, 2): "there is no such mail domain"
    case (1, 6): "the mailbox has moved"
    case (2, 1): "the mailbox takes no mail"
    case (2, 2): "the mailbox is full"
    case (2, 3), (3, 4): "the mail is too large"
    case (4, 6): "the mail runs in circles"
    case (4, 7): "it could not be delivered in time"
    case (6, 0): "it arrived and cannot be read"
    case (6, 1), (6, 3): "the mail server takes no mail of this kind, such as binary mail"
    case (7, _): "the mail server does not permit it"
    default: "the mail server does not take it"
    }
  }
}
