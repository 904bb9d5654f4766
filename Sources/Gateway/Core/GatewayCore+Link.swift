// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
import LoRaPHY

/// The core's side of the link: commits before actions, and messages for it.
extension GatewayCore {
  /// Mails whose last message was confirmed, by that message.
  typealias Crossings = [MessageHandle: [Crossing]]

  /// Commits a step's changes, then turns its actions into ours.
  func perform(_ step: LinkStep, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    do throws(SpoolError) {
      let crossings = try commit(step)
      return try act(on: step, crossings, at: now)
    } catch {
      return try rest(after: error, at: now)
    }
  }

  /// The spool failed: the link is made anew from what is on disk, after a rest.
  func rest(
    after error: SpoolError, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    // Without a rest a full disk would be asked again and again, as fast as it refuses.
    try restartLink(at: now)
    return [.notice(.spoolTrouble(error.description))]
  }

  /// Lets the link rest, then go on from what is on disk.
  func restartLink(at now: Instant) throws(SpoolError) {
    restsUntil = now + GatewayLimits.restAfterSpoolTrouble
    try restoreLink()
  }

  /// Commits a step's changes, what its confirmations mean, and `more` in one transaction.
  private func commit(
    _ step: LinkStep, also more: ((Database) throws -> Void)? = nil
  ) throws(SpoolError) -> Crossings {
    let finished = step.actions.compactMap { action in
      if case .delivered(let report) = action { report } else { nil }
    }
    let refusing = step.actions.compactMap { action in
      if case .historyUnknown(_, let peer) = action { peer } else { nil }
    }
    guard !step.changes.isEmpty || !finished.isEmpty || !refusing.isEmpty || more != nil else {
      return [:]
    }
    var crossings: Crossings = [:]
    try spool.apply(step.changes) { db in
      for report in finished {
        crossings[report.handle] = try Spool.finish(report, settings.historyUse, in: db)
          .map { try told($0, in: db) }
      }
      for peer in refusing { try Spool.historyRefused(by: peer, in: db) }
      try more?(db)
    }
    return crossings
  }

  private func act(
    on step: LinkStep, _ crossings: Crossings, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    for action in step.actions { note(action) }
    for action in step.actions {
      switch action {
      case .tune(let channel): actions.append(.tune(channel))
      case .transmit(let frame): actions.append(.transmit(frame))
      case .sense: actions.append(.sense)
      case .opened(let message): actions += try take(message, at: now)
      case .delivered(let report):
        let peer = settings.peer(report.peer)?.name ?? "unknown peer"
        for crossing in crossings[report.handle] ?? [] {
          actions.append(.notice(.crossed(crossing, peer: peer)))
          actions += hand(over: crossing.report, at: now)
        }
      case .returned, .historyUnknown: break
      }
    }
    return actions
  }

  /// Notes which messages the link no longer has, before anything of the step is done: what takes
  /// their place may acknowledge a message by the way.
  private func note(_ action: LinkAction) {
    switch action {
    case .delivered(let report):
      inLink[report.handle] = nil
      prepared.remove(report.peer)
      justConfirmed.insert(report.peer)
    case .returned(let handle, let peer):
      inLink[handle] = nil
      exhausted[peer] = nil
      prepared.remove(peer)
    case .historyUnknown(_, let peer): prepared.remove(peer)
    case .opened, .transmit, .tune, .sense: break
    }
  }

  /// Stores what is left of a message that arrived; the commit is followed by its acknowledgement.
  func store(
    _ arrivals: [Arrival], finishing message: InboundMessage, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    // What waits for the peer may acknowledge this message by the way.
    let actions = try feedLink(message.peer, at: now)
    guard restsUntil == nil else { return actions }
    let step = station.handle(.stored(message.peer, message.session, message.number), at: now)
    return actions + (try store(arrivals, of: message, step, at: now))
  }

  /// Stores what a message holds with the changes of a step, then does what the step asks for.
  func store(
    _ arrivals: [Arrival], of message: InboundMessage, _ step: LinkStep, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    var receipt = Receipt()
    let crossings = try commit(step) { db in
      for arrival in arrivals { try self.store(arrival, of: message, into: &receipt, in: db) }
    }
    let actions = try follow(receipt, at: now)
    return actions + (try act(on: step, crossings, at: now))
  }

  /// Does what is due after something that arrived was stored.
  func follow(_ receipt: Receipt, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    for mail in receipt.deliverable { deliveries.add(mail, at: now) }
    var actions = receipt.notices.map(GatewayAction.notice)
    for report in receipt.reports { actions += hand(over: report, at: now) }
    for (crossing, peer) in receipt.crossings {
      actions.append(.notice(.crossed(crossing, peer: name(of: peer))))
      actions += hand(over: crossing.report, at: now)
      mayHoldRevoked = true
      forgetExhaustion()
    }
    queueClock.began(dueIn: nil)
    results.update(try spool.waitingResults(), at: now)
    return actions
  }

  // MARK: - Feeding

  /// Gives the link what it has room for, the most urgent class first.
  func feedLink(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    defer { justConfirmed = [] }
    var actions: [GatewayAction] = []
    for peer in settings.peers { actions += try feedLink(peer.key, at: now) }
    return actions
  }

  private func feedLink(
    _ peer: PeerKey, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    guard settings.peer(peer) != nil else { return actions }
    for messageClass in MessageClass.allCases {
      actions += try feedLink(peer, messageClass, at: now)
    }
    do throws(SpoolError) {
      return actions + (try prepare(for: peer))
    } catch {
      return actions + (try rest(after: error, at: now))
    }
  }

  private func feedLink(
    _ peer: PeerKey, _ messageClass: MessageClass, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    while restsUntil == nil, station.hasRoom(for: peer, of: messageClass) {
      let next: NextShipment
      do throws(SpoolError) {
        next = try nextShipment(for: peer, of: messageClass, at: now)
      } catch {
        return actions + (try rest(after: error, at: now))
      }
      switch next {
      case .none: return actions
      case .repack(let consignment):
        if let job = try doorJob(consignment) { actions.append(.pack(job)) }
      case .message(let message):
        inLink[message.handle] = peer
        prepared.remove(peer)
        actions += try perform(station.handle(.submit(message, to: peer), at: now), at: now)
        // Given back at once: it waits for the next occasion, or this would never end.
        if inLink[message.handle] == nil { return actions }
      }
    }
    return actions
  }

  private func nextShipment(
    for peer: PeerKey, of messageClass: MessageClass, at now: Instant
  ) throws(SpoolError) -> NextShipment {
    if messageClass == .control, results.isDue(for: peer, occasion(for: peer)),
      let message = try spool.resultsMessage(for: peer, atMost: station.largestPayloadBytes)
    {
      results.update(try spool.waitingResults(), at: now)
      return .message(message)
    }
    if exhausted[peer]?.contains(messageClass) ?? false { return .none }
    let next = try spool.nextShipment(request(peer, messageClass))
    if case .none = next {
      exhausted[peer, default: []].insert(messageClass)
      if messageClass == .chat { prepared.remove(peer) }
    }
    return next
  }

  private func occasion(for peer: PeerKey) -> ResultSchedule.Occasion {
    justConfirmed.contains(peer) || inLink.values.contains(peer) ? .exchange : .none
  }

  /// Makes the link anew from what is on disk, as after a restart.
  func restoreLink() throws(SpoolError) {
    let memory = try spool.linkMemory()
    let peers = Dictionary(
      memory.sessions.map { ($0.id, $0.peer) }, uniquingKeysWith: { first, _ in first })
    inLink = [:]
    unpacking.forgetAll()
    for (message, _) in memory.sealed { inLink[message.handle] = peers[message.session] }
    forgetExhaustion()
    mayHoldRevoked = true
    station = LinkStation(
      identity: identity, peers: settings.peers.map(\.key), parameters: settings.link,
      random: random, memory: memory)
  }
}

extension GatewayNotice {
  static func crossed(_ crossing: Crossing, peer: String) -> GatewayNotice {
    .crossed(
      id: crossing.publicID, peer: peer, frames: crossing.frames, bytesOnAir: crossing.bytesOnAir,
      airtime: .microseconds(crossing.airtimeMicroseconds))
  }
}
