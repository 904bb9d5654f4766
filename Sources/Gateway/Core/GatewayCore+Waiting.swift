// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
import LoRaPHY
import MailRelay

/// Mail that waits for long: its sender is told, and one day it is given up. What is kept behind
/// the relay, or waits for its other parts, is forgotten one day.
extension GatewayCore {
  /// What looking at the queue led to.
  private struct Look {
    var givesUp = false
    var reports: [SenderReport] = []
    var notices: [GatewayNotice] = []
  }

  /// A process begins.
  func beginWaiting(at now: Instant) throws(SpoolError) {
    queueClock.begin(after: try spool.runSeconds(), at: now)
    queueClock.looked(nextIn: try spool.due(at: queueClock.seconds, settings.lifetime).nextIn)
  }

  /// A mail was taken that is to be looked at then.
  func beginWaiting(_ terms: DoorTerms) {
    let delay = settings.lifetime.delayNotice?.components.seconds
    let dues = [
      terms.returnAt, terms.noticeAt, terms.takenAt + settings.lifetime.limit.components.seconds,
      delay.map { terms.takenAt + (terms.promised ?? 0) + $0 },
    ].compactMap(\.self)
    queueClock.began(dueIn: dues.min().map { $0 - queueClock.seconds })
  }

  /// Looks at what waits, when that is due: what is too late is told, or given up and told.
  ///
  /// What is told is stored with what it tells of, so it is told once whatever happens.
  func lookAtWaiting(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    guard let due = queueClock.nextDeadline, due <= now else { return [] }
    let seconds = queueClock.seconds
    do throws(SpoolError) {
      let found = try spool.due(at: seconds, settings.lifetime)
      let look = try spool.commit(
        found.mails.isEmpty ? .process : .power, doing: "looking after mails that wait"
      ) { db in
        try Spool.storeRunSeconds(seconds, in: db)
        var look = Look()
        for mail in found.mails { try treat(mail, into: &look, at: now, in: db) }
        look.notices += try forgetOld(after: seconds, in: db)
        return look
      }
      queueClock.looked(nextIn: found.nextIn)
      return try finish(look, at: now)
    } catch {
      queueClock.looked(nextIn: QueueLifetime.lookInterval.components.seconds)
      return [.notice(.spoolTrouble(error.description))]
    }
  }

  private func finish(_ look: Look, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions = look.notices.map(GatewayAction.notice)
    for case .partsExpired in look.notices { partialMailsExpired += 1 }
    if !look.notices.isEmpty { results.update(try spool.waitingResults(), at: now) }
    for report in look.reports { actions += hand(over: report, at: now) }
    guard look.givesUp else { return actions }
    mayHoldRevoked = true
    forgetExhaustion()
    return actions + (try withdrawRevoked(at: now)) + (try feedLink(at: now))
  }

  /// Mails from the air that the relay here does not take, or of which parts stay out, are given
  /// up; what is kept just in case is forgotten.
  private func forgetOld(after seconds: Int64, in db: Database) throws -> [GatewayNotice] {
    let day: Int64 = 24 * 3600
    try Spool.forgetTerms(
      takenBefore: seconds - QueueLifetime.memory.components.seconds, in: db)
    try Spool.forgetGrace(begunBy: seconds - Int64(GatewayLimits.graceHours) * 3600, in: db)
    let overdue = try Spool.giveUpDeliveries(
      begunBy: seconds - Int64(max(settings.retryDays, 1)) * day, in: db)
    let partial = try Spool.forgetParts(
      idleSince: seconds - Int64(max(settings.partDays, 1)) * day, in: db)
    return overdue.map { .deliveryExpired(id: $0.publicID, recipients: $0.positions.count) }
      + partial.map { mail in
        .partsExpired(
          id: mail.publicID, peer: mail.peer.map(name(of:)) ?? "unknown peer",
          stored: mail.stored, count: mail.count)
      }
  }

  private func treat(
    _ mail: DueMail, into look: inout Look, at now: Instant, in db: Database
  ) throws {
    let report: SenderReport?
    switch mail.cause {
    case .late: report = try tellDelay(of: mail.row, at: now, in: db)
    case .unconfirmed:
      try Spool.stopAwaitingWord(of: mail.row, in: db)
      report = try toldRelayed(mail.row, toAll: true, in: db)
    case .expired, .useless: report = try giveUp(mail, into: &look, at: now, in: db)
    }
    if let report { look.reports.append(report) }
  }

  private func tellDelay(
    of mail: Int64, at now: Instant, in db: Database
  ) throws -> SenderReport? {
    let left = try Spool.secondsLeft(of: mail, settings.lifetime, after: queueClock.seconds, in: db)
    let until = left.map { MailDate(unixSeconds: wallClock() + $0) }
    let fates = try Spool.unreached(mail, in: db).map { recipient in
      RecipientFate(
        position: recipient.position, action: .delayed, status: .init(4, 4, 7),
        reason: "It waits for the radio to \(name(of: recipient.peer)):"
          + " \(obstacle(to: recipient.peer, at: now)).",
        retryUntil: until)
    }
    return try Spool.report(fates, on: mail, by: reporter, in: db)
  }

  private func giveUp(
    _ mail: DueMail, into look: inout Look, at now: Instant, in db: Database
  ) throws -> SenderReport? {
    let unreached = try Spool.unreached(mail.row, in: db)
    let span =
      mail.cause == .useless
      ? "in the time its sender gave it" : "within \(settings.lifetime.limit.forPeople)"
    let fates = unreached.map { recipient in
      RecipientFate(
        position: recipient.position, action: .failed, status: .init(5, 4, 7),
        reason: "The radio gateway \(name(of: recipient.peer)) did not take it \(span):"
          + " \(obstacle(to: recipient.peer, at: now)).")
    }
    let peers = Set(unreached.map { name(of: $0.peer) }).sorted()
    try Spool.stop(
      mail.row, reply: Reply(554, .init(5, 4, 7), "given up: not taken \(span)"), in: db)
    look.givesUp = true
    if let id = try Spool.publicID(of: mail.row, in: db) {
      look.notices.append(.expired(id: id, peers: peers))
    }
    return try Spool.report(fates, on: mail.row, by: reporter, in: db)
  }

  /// Why mail for a peer waits, in words.
  func obstacle(to peer: PeerKey, at now: Instant) -> String {
    if let why = settings.receiveOnly { return why }
    let name = name(of: peer)
    let heard = station.links.first { $0.peer == peer }?.lastHeard
    guard let heard else { return "\(name) was not heard since this gateway started" }
    let silence = now - heard.at
    guard silence < .seconds(3600) else {
      return "\(name) was last heard \(silence.forPeople) ago"
    }
    let isSpent = station.airtimeByBand(at: now).contains { band, used in
      guard let limit = band.rule.limit, let used else { return false }
      return used >= limit * 0.9
    }
    return isSpent
      ? "the time on air that the law allows is used up for now" : "other mail goes first"
  }
}
