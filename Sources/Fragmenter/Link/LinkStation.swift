// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// The link of one radio: all peers, and whose turn the air is.
///
/// A value without clock, file, socket or radio: events go in, a ``LinkStep`` comes out. The
/// daemon, the demo, the tests and the simulation drive this same machine.
public struct LinkStation: Sendable {
  /// What was sent and heard since the start.
  public internal(set) var counters = LinkCounters()
  package internal(set) var links: [Link]
  let identity: LinkIdentity
  var parameters: LinkParameters
  var random: any RandomNumberGenerator & Sendable
  var medium = MediumAccess()
  var gate: BandGates
  var handshakeShare: HandshakeShare
  /// The frame on the air, and whose it is; nil for the station's own call sign.
  var transmitting: (link: Int?, frame: [UInt8])?
  var identification: Identification
  var heardStations = HeardStations()
  /// Whose exchange has the air.
  var exchange: Exchange?
  var shares = AirtimeShares()
  /// The link for whose late answer the radio listens now.
  var listeningForRider: Int?
  /// Messages sent in the place of a DONE since this station last listened before it spoke.
  var rides = 0
  var experience = ForecastExperience()
  var tuning = Tuning.meeting(.home)
  /// Nil until the machine first moves: the radio may be where a former life left it.
  var tunedChannel: RadioChannel?
  /// When the machine first moved.
  var startedAt: Instant?
  /// When the machine last moved.
  var pumpedAt = Instant.zero

  /// A station as it starts.
  ///
  /// `random` makes ephemeral keys: the system's source in a gateway, a seeded one only in
  /// simulations.
  public init(
    identity: LinkIdentity, peers: [PeerKey], parameters: LinkParameters,
    random: any RandomNumberGenerator & Sendable, memory: LinkMemory = LinkMemory()
  ) {
    self.identity = identity
    self.parameters = parameters
    self.random = random
    gate = BandGates(parameters, restoring: memory)
    handshakeShare = HandshakeShare(parameters)
    identification = Identification(interval: parameters.identificationInterval)
    links = []
    for peer in peers { add(peer, memory: memory) }
  }

  /// Takes up a peer, with what is on disk of it.
  public mutating func add(_ peer: PeerKey, memory: LinkMemory) {
    var link = Link(
      identity: identity, peer: peer, marks: memory.marks[peer] ?? HandshakeMarks(),
      parameters: parameters)
    link.restore(memory)
    links.append(link)
  }

  // MARK: - Surface

  /// The key by which peers know this station.
  package var publicKey: PeerKey { identity.publicKey }

  /// Whether the link to this peer would take another message of a class now.
  public func hasRoom(for peer: PeerKey, of messageClass: MessageClass) -> Bool {
    links.first { $0.peer == peer && !$0.isForbidden }?.hasRoom(for: messageClass) ?? false
  }

  /// The airtime used in the home band's window that ends now; nil before the first frame under a
  /// limit.
  public func airtimeUsed(at now: Instant) -> Duration? { airtimeByBand(at: now).first?.airtime }

  /// The airtime used in the window that ends now, by band, that of home first.
  public func airtimeByBand(at now: Instant) -> [(band: LegalBand, airtime: Duration?)] {
    gate.used(at: now)
  }

  /// Peers whose protocol version is refused, each with the highest one it spoke.
  public var refusedVersions: [PeerKey: UInt8] {
    links.reduce(into: [:]) { $0[$1.peer] = $1.handshake.refusedVersion }
  }

  /// The largest payload one message can carry.
  public var largestPayloadBytes: Int { parameters.planner.largestPayloadBytes }

  /// How far our messages are.
  public var reports: [TransferReport] {
    links.flatMap { link in
      link.sessions.flatMap { session in
        session.outgoing.keys.sorted().compactMap { number in
          var report = session.reports[number]
          report?.progress = session.outgoing[number]?.progress ?? 0
          return report
        }
      }
    }
  }

  /// The next instant at which `.deadline` must be handled; nil while the radio is busy for us.
  public var nextDeadline: Instant? {
    guard transmitting == nil, !medium.isSensing else { return nil }
    var deadlines = [gate.nextLifeSign].compactMap(\.self)
    deadlines += links.flatMap { [$0.nextOverdue, $0.answerDeadline].compactMap(\.self) }
    guard maySend else { return deadlines.min() }
    if links.contains(where: { !$0.answers.isEmpty }) { deadlines.append(.zero) }
    if case .burst(let window) = tuning {
      deadlines.append(windowEnd(window))
      if window.role == .called { return deadlines.min() }
    }
    let isAwaiting = exchange.map { links[$0.flow.link].answerDeadline != nil } ?? false
    if !isAwaiting {
      let wishes = links.indices.flatMap { index in
        links[index].wishes(at: .zero).map { max($0.at, opening(for: $0, of: index)) }
      }
      if let next = wishes.min() { deadlines.append(medium.earliest(for: next)) }
    }
    if parameters.rate != nil { deadlines += rateDeadlines }
    deadlines += identificationDeadlines
    return deadlines.min()
  }

  /// Takes an event; the result is to be committed, then acted on.
  public mutating func handle(_ event: LinkEvent, at now: Instant) -> LinkStep {
    var step = LinkStep()
    if startedAt == nil { noteFormerProcess(at: now) }
    switch event {
    case .received(let bytes, let snr): receive(bytes, snr: snr, at: now, step: &step)
    case .transmitted: finishTransmission(.completed, at: now, step: &step)
    case .transmissionFailed: finishTransmission(.failed, at: now, step: &step)
    case .sensed(let state) where listeningForRider != nil: heardRider(state, at: now)
    case .sensed(let state):
      medium.sensed(state, at: now, slot: parameters.backoffSlot, random: &random)
      if state == .clear { medium.space(parameters.senseSpacing, after: now) }
    case .submit(let message, let peer):
      if let index = links.firstIndex(where: { $0.peer == peer && !$0.isForbidden }),
        message.payload.count <= largestPayloadBytes
      {
        links[index].queue.append(message)
        promise(message, to: index, at: now)
      } else {
        step.actions.append(.returned(message.handle, peer))
      }
    case .withdraw(let handle, let peer):
      if let index = links.firstIndex(where: { $0.peer == peer }) {
        links[index].withdraw(handle, step: &step)
      }
    case .stored(let peer, let session, let number):
      if let index = links.firstIndex(where: { $0.peer == peer }) {
        links[index].stored(number, in: session, at: now, step: &step)
      }
    case .historyUnknown(let peer, let session, let number):
      if let index = links.firstIndex(where: { $0.peer == peer }) {
        links[index].refused(number, in: session)
      }
    case .rekey(let peer):
      if let index = links.firstIndex(where: { $0.peer == peer }) { links[index].requestRekey() }
    case .deadline: break
    }
    startedAt = startedAt ?? now
    pumpedAt = now
    pump(at: now, step: &step)
    experience.learn(from: step.actions, at: now)
    gate.live(at: now, step: &step)
    return step
  }

  /// Whether the law lets a frame that is none of the link's be keyed now; it is charged when so.
  ///
  /// The whole budget is open to it, and a refusal leaves no trace. For simulations, where the
  /// ledger's records need not outlive the process.
  package mutating func admitForeignFrame(bytes: Int, at now: Instant) -> Bool {
    var (trial, step) = (gate, LinkStep())
    let plan = AirtimeGate.Plan(frameBytes: [bytes], airtimeClass: .control)
    guard trial.admit(plan, on: channelNow, at: now, step: &step) else { return false }
    gate = trial
    return true
  }

  /// Whom the frame that is being sent is for; nil when none is.
  package var addressee: PeerKey? {
    transmitting?.link.map { links[$0].peer }
  }
}
