// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
package import LoRaPHY
import MailRelay

/// The answer to an operator's wish, and what is to be done now that it is durable.
package struct QueueOutcome {
  package var result: Result<QueueChange, QueueRefusal>
  package var actions: [GatewayAction] = []

  init(_ refusal: QueueRefusal) { result = .failure(refusal) }

  init(_ mail: NamedMail, _ done: String, _ actions: [GatewayAction] = []) {
    result = .success(QueueChange(id: mail.publicID, done: done))
    self.actions = actions
  }
}

extension GatewayCore {
  /// Does what an operator wants with a mail.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  package func change(
    _ id: String, _ verb: QueueVerb, at now: Instant
  ) throws(SpoolError) -> QueueOutcome {
    let found: NamedMail?
    do throws(SpoolError) {
      found = try spool.mail(named: id)
    } catch {
      return QueueOutcome(.unavailable(error.description))
    }
    guard let mail = found else { return QueueOutcome(.unknownMail(id)) }
    queueClock.advance(to: now)
    switch verb {
    case .hold: return try hold(mail, at: now)
    case .release: return try release(mail, at: now)
    case .delete: return try delete(mail, at: now)
    case .prioritise(let messageClass): return try prioritise(mail, messageClass, at: now)
    case .redeliver: return try redeliver(mail, at: now)
    case .exported(let peer): return try remove(mail, exportedTo: peer, at: now)
    }
  }

  // MARK: - Verbs

  private func hold(_ mail: NamedMail, at now: Instant) throws(SpoolError) -> QueueOutcome {
    let change = commit("holding a mail") { db -> [MessageHandle]? in
      guard try Self.isOpen(mail, in: db) else { return nil }
      try Spool.hold(mail.row, because: "the operator", in: db)
      return try Spool.revoked(among: inLink.keys, in: db)
    }
    guard case .success(let revoked) = change else { return refused(change) }
    guard let revoked else { return QueueOutcome(.conflict("\(mail.publicID) is finished")) }
    let done =
      revoked.isEmpty ? "held" : "held; the peer is told to give up what is under way"
    return QueueOutcome(mail, done, try lookAgain(at: now))
  }

  private func release(_ mail: NamedMail, at now: Instant) throws(SpoolError) -> QueueOutcome {
    let seconds = queueClock.seconds
    let change = commit("releasing a mail") { db -> [ConsignmentID]? in
      guard try Spool.isHeld(mail.row, in: db) else { return nil }
      try Spool.release(mail.row, at: seconds, in: db)
      return try Spool.unpacked(of: mail.row, in: db)
    }
    guard case .success(let unpacked) = change else { return refused(change) }
    guard let unpacked else { return QueueOutcome(.conflict("\(mail.publicID) is not held")) }
    if mail.direction == .in { deliveries.add(mail.row, at: now) }
    // It waits for the air from now on.
    queueClock.began(dueIn: 0)
    forgetExhaustion()
    let jobs = try packingJobs(unpacked)
    return QueueOutcome(mail, "released", jobs + (try handle(.deadline, at: now)))
  }

  private func delete(_ mail: NamedMail, at now: Instant) throws(SpoolError) -> QueueOutcome {
    guard !deliveries.isUnderWay(mail.row) else {
      return QueueOutcome(
        .conflict("\(mail.publicID) is being handed to the relay at this moment; try again"))
    }
    let reply = Reply(554, .init(5, 7, 0), "Deleted from the queue by the operator")
    let reporter = reporter
    let change = commit("deleting a mail") { db in
      let waiting = try Spool.waitingPositions(of: mail.row, in: db)
      let fates = waiting.map {
        RecipientFate(
          position: $0, action: .failed, status: .init(5, 7, 0),
          reason: "The operator of the radio gateway took it from the queue.")
      }
      let report = try Spool.report(fates, on: mail.row, by: reporter, in: db)
      try Spool.stop(mail.row, reply: reply, in: db)
      try Spool.endDelivery(of: mail.row, in: db)
      for table in ["mailHold", "grace"] {
        try db.execute(prepared: "DELETE FROM \(table) WHERE mail = ?", arguments: [mail.row])
      }
      return (waiting.count, report)
    }
    guard case .success((let count, let report)) = change else {
      return refused(change)
    }
    deliveries.finish(mail.row)
    unsaved[mail.row] = nil
    results.update(try spool.waitingResults(), at: now)
    let people = "\(count) recipient\(count == 1 ? "" : "s")"
    return QueueOutcome(
      mail, "deleted; failed for \(people)",
      hand(over: report, at: now) + (try lookAgain(at: now)))
  }

  private func prioritise(
    _ mail: NamedMail, _ messageClass: MessageClass, at now: Instant
  ) throws(SpoolError) -> QueueOutcome {
    guard mail.direction == .out, messageClass != .control else {
      return QueueOutcome(.conflict("only mail that goes out by radio has a class"))
    }
    let links = Set(inLink.keys)
    let change = commit("moving a mail") { db -> (jobs: [ConsignmentID], refusal: String?) in
      guard try Self.isOpen(mail, in: db) else { return ([], "is finished") }
      let isPacking = try !Spool.unpacked(of: mail.row, in: db).isEmpty
      guard messageClass == .chat || !isPacking else {
        return ([], "is being packed at this moment; try again")
      }
      try Spool.prioritise(mail.row, messageClass, inLink: links, in: db)
      return (isPacking ? [] : try Spool.unpacked(of: mail.row, in: db), nil)
    }
    guard case .success(let moved) = change else { return refused(change) }
    if let why = moved.refusal { return QueueOutcome(.conflict("\(mail.publicID) \(why)")) }
    forgetExhaustion()
    let actions = try packingJobs(moved.jobs) + handle(.deadline, at: now)
    return QueueOutcome(mail, "at the head of \(messageClass.label)", actions)
  }

  private func redeliver(_ mail: NamedMail, at now: Instant) throws(SpoolError) -> QueueOutcome {
    guard mail.direction == .in else {
      return QueueOutcome(
        .conflict("\(mail.publicID) went out by radio; the peer gateway can deliver it again"))
    }
    guard !deliveries.isUnderWay(mail.row) else {
      return QueueOutcome(.conflict("\(mail.publicID) is being handed over at this moment"))
    }
    let seconds = queueClock.seconds
    let change = commit("delivering a mail again") {
      try Spool.redeliver(mail.row, at: seconds, in: $0)
    }
    guard case .success(let count) = change else { return refused(change) }
    guard count > 0 else {
      return QueueOutcome(
        .conflict(
          "\(mail.publicID) cannot be delivered again: it was handed to nobody, or its body is"
            + " gone (kept for \(GatewayLimits.graceHours) h)"))
    }
    deliveries.add(mail.row, at: now)
    queueClock.began(dueIn: nil)
    return QueueOutcome(
      mail, "delivered again to \(count) recipient\(count == 1 ? "" : "s")",
      try handle(.deadline, at: now))
  }

  private func remove(
    _ mail: NamedMail, exportedTo name: String, at now: Instant
  ) throws(SpoolError) -> QueueOutcome {
    let peer: PeerRoute
    do throws(QueueRefusal) { peer = try self.peer(called: name) } catch {
      return QueueOutcome(error)
    }
    let change = commit("removing an exported mail") { db in
      try Spool.markExported(mail.row, to: peer.key, in: db)
      try Spool.withdraw(mail.row, to: peer.key, in: db)
    }
    guard case .success = change else { return refused(change) }
    return QueueOutcome(mail, "removed; it left in a batch", try lookAgain(at: now))
  }

  // MARK: - Common

  private func packingJobs(_ ids: [ConsignmentID]) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    for id in ids {
      if let job = try doorJob(id) { actions.append(.pack(job)) }
    }
    return actions
  }

  /// The peer of this name.
  func peer(called name: String) throws(QueueRefusal) -> PeerRoute {
    if let peer = settings.peers.first(where: { $0.name == name }) { return peer }
    throw .unknownPeer(
      name, nearest: KeySpelling.nearest(to: name, among: settings.peers.map(\.name)))
  }

  /// Whether something of a mail is still to be done here.
  private static func isOpen(_ mail: NamedMail, in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db,
      prepared: """
        SELECT EXISTS (SELECT 1 FROM consignment WHERE mail = ?1 AND state <> 'arrived')
          OR EXISTS (SELECT 1 FROM delivery WHERE mail = ?1)
        """, arguments: [mail.row]) ?? false
  }

  /// Commits what an operator asked for; a spool that fails is no reason to stop.
  private func commit<Value>(
    _ what: String, _ changes: (Database) throws -> Value
  ) -> Result<Value, QueueRefusal> {
    do throws(SpoolError) {
      return .success(try spool.commit(doing: what, changes))
    } catch {
      return .failure(.unavailable(error.description))
    }
  }

  private func refused<Value>(_ change: Result<Value, QueueRefusal>) -> QueueOutcome {
    guard case .failure(let refusal) = change else {
      return QueueOutcome(.unavailable("the spool gave no answer"))
    }
    return QueueOutcome(refusal)
  }

  /// Takes messages of the mail from the link, and looks at the queue again.
  private func lookAgain(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    mayHoldRevoked = true
    forgetExhaustion()
    return try handle(.deadline, at: now)
  }
}
