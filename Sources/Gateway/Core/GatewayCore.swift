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
  public internal(set) var settings: GatewaySettings { didSet { reckonLargestMail() } }
  /// The largest mail that is surely taken, bytes: it costs no more airtime than the limit even if
  /// nothing of it can be shortened.
  public internal(set) var largestMailBytes = 0
  /// The durable memory.
  package let spool: Spool
  let codec: MailCodec
  package internal(set) var station: LinkStation
  let identity: LinkIdentity
  let random: any RandomNumberGenerator & Sendable
  /// Wall time, for people only.
  let wallClock: @Sendable () -> Int64
  /// Shipments the link has, each with its peer.
  var inLink: [MessageHandle: PeerKey] = [:]
  /// Classes of which nothing more waits for a peer; new work empties it.
  var exhausted: [PeerKey: Set<MessageClass>] = [:]
  /// Mails that are packed for their peer's next small message at this moment.
  var preparing: [PeerKey: ConsignmentID] = [:]
  /// Peers for which no mail is to be packed now; new work empties it.
  var prepared: Set<PeerKey> = []
  /// Peers that confirmed a message in the step being taken.
  var justConfirmed: Set<PeerKey> = []
  /// Results for other gateways.
  var results = ResultSchedule()
  /// Mails from the air on their way to the relay.
  var deliveries = RetrySchedule(
    atOnce: GatewayLimits.deliveriesAtOnce, bytes: GatewayLimits.heldMailBytes)
  /// Consignments whose packed form could not be stored.
  var packing = RetrySchedule()
  /// Messages from the air that the codec has to do with.
  var unpacking = UnpackingQueue()
  /// Mails from the door that the codec has, or that wait for it.
  var doorQueue = DoorQueue()
  /// Answers of the relay that could not be stored: they are kept, the mail is not sent again.
  var unsaved: [Int64: (results: [RecipientResult], job: DeliveryJob)] = [:]
  /// Whether the link may have messages that were given up here.
  var mayHoldRevoked = true
  /// The time run, and when what waits is looked at.
  var queueClock = QueueClock()
  /// Mails from the air given up since the process began, for want of some of their parts.
  var partialMailsExpired = 0
  /// Peers whose protocol version is refused, as far as told.
  var toldVersions: [PeerKey: UInt8] = [:]
  /// Until when the link rests after the spool failed; it is deaf as if it were off.
  var restsUntil: Instant?

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
    reckonLargestMail()
    try spool.forgetProtocolVersions(exceptOf: settings.peers.map(\.key))
    try spool.forgetHistories(exceptOf: settings.peers.map(\.key))
    try restoreLink()
  }

  /// What a process does first: unfinished packing and deliveries, then the link.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  public func start(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    for id in try spool.unpacked() {
      if let job = try doorJob(id) { actions.append(.pack(job)) }
    }
    for mail in try spool.undelivered() { deliveries.add(mail, at: now) }
    results.update(try spool.waitingResults(), at: now)
    try beginWaiting(at: now)
    actions += try handle(.deadline, at: now)
    return actions
  }

  /// The next instant at which `.deadline` must be handled.
  public var nextDeadline: Instant? {
    [
      restsUntil ?? station.nextDeadline, deliveries.nextDeadline, packing.nextDeadline,
      results.nextDeadline, queueClock.nextDeadline,
    ].compactMap(\.self).min()
  }

  /// Takes an event of the radio or the clock.
  ///
  /// - Throws: ``SpoolError`` when even the state cannot be read again: the gateway must stop.
  public func handle(_ event: LinkEvent, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    results.ripen(at: now)
    queueClock.advance(to: now)
    if restsUntil.map({ $0 <= now }) ?? true {
      restsUntil = nil
      actions += try perform(station.handle(event, at: now), at: now)
      actions += try withdrawRevoked(at: now)
      actions += try feedLink(at: now)
      if case .received = event { actions += versionNotices() }
      actions += pingNotices()
    }
    return try actions + takeDue(at: now)
  }

  private func takeDue(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    var actions = try lookAtWaiting(at: now)
    for row in packing.takeDue(at: now) {
      if let job = try doorJob(ConsignmentID(rawValue: row)) {
        actions.append(.pack(job))
      } else {
        // It was packed for its message: the link's next look at the queue asks again.
        packing.finish(row)
        forgetExhaustion()
        actions += try feedLink(at: now)
      }
    }
    for mail in deliveries.takeDue(at: now) {
      if deliveries.putBackIfFull(mail, at: now) { continue }
      if let (results, job) = unsaved.removeValue(forKey: mail) {
        actions += try delivered(results, of: job, at: now)
      } else if let job = try spool.deliveryJob(mail) {
        deliveries.hold(mail, bytes: job.content.count)
        actions.append(.deliver(job))
      } else {
        deliveries.finish(mail)
      }
    }
    return actions
  }
}
