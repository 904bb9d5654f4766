// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Fragmenter
public import LoRaPHY
public import MailCodec
import MailRelay

/// A gateway without its shell: spool, codec, link and the rules between them.
///
/// Events go in, actions come out; every action is returned only after what it rests on is
/// committed. It lives on one executor; the daemon, the demo and the simulation drive it.
public final class GatewayCore {
  /// What decides about mail.
  public internal(set) var settings: GatewaySettings
  /// The durable memory.
  package let spool: Spool
  let codec: MailCodec
  package internal(set) var station: LinkStation
  private let identity: LinkIdentity
  private let random: any RandomNumberGenerator & Sendable
  /// Wall time, for people only.
  let wallClock: @Sendable () -> Int64
  private var inLink: Set<MessageHandle> = []
  /// Mails from the air on their way to the relay.
  var deliveries = RetrySchedule()
  /// Consignments whose packed form could not be stored.
  var packing = RetrySchedule()
  /// Answers of the relay that could not be stored: they are kept, the mail is not sent again.
  var unsaved: [Int64: (results: [RecipientResult], job: DeliveryJob)] = [:]
  /// Until when the link rests after the spool failed; it is deaf as if it were off.
  private var restsUntil: Instant?

  /// Takes up what the spool holds.
  ///
  /// - Throws: ``SpoolError`` when it cannot be read.
  public init(
    settings: GatewaySettings, identity: LinkIdentity, spool: Spool, codec: MailCodec,
    random: any RandomNumberGenerator & Sendable, wallClock: @escaping @Sendable () -> Int64
  ) throws(SpoolError) {
    self.settings = settings
    self.identity = identity
    self.spool = spool
    self.codec = codec
    self.random = random
    self.wallClock = wallClock
    station = LinkStation(identity: identity, peers: [], parameters: settings.link, random: random)
    try restoreLink()
  }

  /// What a process does first: unfinished packing and deliveries, then the link.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  public func start(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    for id in try spool.unpacked() {
      if let job = try spool.packingJob(id) { actions.append(.pack(job)) }
    }
    for mail in try spool.undelivered() { deliveries.add(mail, at: now) }
    actions += try handle(.deadline, at: now)
    return actions
  }

  /// The next instant at which `.deadline` must be handled.
  public var nextDeadline: Instant? {
    [restsUntil ?? station.nextDeadline, deliveries.nextDeadline, packing.nextDeadline].compactMap(
      \.self
    ).min()
  }

  /// Takes an event of the radio or the clock.
  ///
  /// - Throws: ``SpoolError`` when even the state cannot be read again: the gateway must stop.
  public func handle(_ event: LinkEvent, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    if restsUntil.map({ $0 <= now }) ?? true {
      restsUntil = nil
      actions += try perform(station.handle(event, at: now), at: now)
      actions += try feedLink(at: now)
    }
    return try actions + takeDue(at: now)
  }

  private func takeDue(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    for row in packing.takeDue(at: now) {
      if let job = try spool.packingJob(ConsignmentID(rawValue: row)) {
        actions.append(.pack(job))
      } else {
        packing.finish(row)
      }
    }
    for mail in deliveries.takeDue(at: now) {
      if let (results, job) = unsaved.removeValue(forKey: mail) {
        actions += try delivered(results, of: job, at: now)
      } else if let job = try spool.deliveryJob(mail) {
        actions.append(.deliver(job))
      } else {
        deliveries.finish(mail)
      }
    }
    return actions
  }

  // MARK: - Link

  /// Commits a step's changes, then turns its actions into ours.
  private func perform(_ step: LinkStep, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    do throws(SpoolError) {
      try commit(step)
      return try act(on: step, at: now)
    } catch {
      // Without a rest a full disk would be asked again and again, as fast as it refuses.
      try restartLink(at: now)
      return [.notice(.spoolTrouble(error.description))]
    }
  }

  private func commit(_ step: LinkStep) throws(SpoolError) {
    let finished = step.actions.compactMap { action in
      if case .delivered(let report) = action { report } else { nil }
    }
    guard !step.changes.isEmpty || !finished.isEmpty else { return }
    try spool.apply(step.changes) { db in
      for report in finished { try Spool.finish(report, in: db) }
    }
  }

  private func act(on step: LinkStep, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    for action in step.actions {
      switch action {
      case .tune(let channel): actions.append(.tune(channel))
      case .transmit(let frame): actions.append(.transmit(frame))
      case .sense: actions.append(.sense)
      case .opened(let message): actions += try take(message, at: now)
      case .delivered(let report):
        inLink.remove(report.handle)
        actions.append(.notice(try crossed(report)))
      case .returned(let handle, _): inLink.remove(handle)
      }
    }
    return actions
  }

  /// Stores a message that arrived; its acknowledgement is in the step that follows the commit.
  private func take(_ message: InboundMessage, at now: Instant) throws(SpoolError)
    -> [GatewayAction]
  {
    let arrival = examine(message)
    let step = station.handle(
      .stored(message.peer, message.session, message.number), at: now)
    var outcome = Arrival.Outcome.repeated
    try spool.apply(step.changes) { db in outcome = try arrival.store(in: db) }
    if case .stored(let mail) = outcome { deliveries.add(mail.row, at: now) }
    return [.notice(arrival.notice(outcome))] + (try act(on: step, at: now))
  }

  /// Gives the link what it has room for.
  private func feedLink(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    for peer in settings.peers {
      for messageClass in MessageClass.allCases
      where restsUntil == nil && station.hasRoom(for: peer.key, of: messageClass) {
        let message = try spool.nextWaiting(
          messageClass, for: peer.key, excluding: inLink, atMost: station.largestPayloadBytes)
        guard let message else { continue }
        inLink.insert(message.handle)
        actions += try perform(station.handle(.submit(message, to: peer.key), at: now), at: now)
      }
    }
    return actions
  }

  /// Lets the link rest, then go on from what is on disk.
  func restartLink(at now: Instant) throws(SpoolError) {
    restsUntil = now + GatewayLimits.restAfterSpoolTrouble
    try restoreLink()
  }

  /// Makes the link anew from what is on disk, as after a restart.
  private func restoreLink() throws(SpoolError) {
    let memory = try spool.linkMemory()
    inLink = Set(memory.sealed.map(\.message.handle))
    station = LinkStation(
      identity: identity, peers: settings.peers.map(\.key), parameters: settings.link,
      random: random, memory: memory)
  }
}
