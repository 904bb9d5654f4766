// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
package import LoRaPHY

/// The handshake with one peer, both roles, over a lossy and hostile channel.
///
/// An initiation is repeated byte-identical as often as the responder repeats the response it made
/// for it; then a new one is made. Counters on disk keep old initiations from being answered; an
/// authentic stale one only makes this side begin its own handshake, at a bounded rate.
package struct Handshaker: Sendable {
  /// What survives everything.
  package private(set) var marks: HandshakeMarks
  /// The highest version a peer spoke with whom there was none to use; nil while all is well.
  package private(set) var refusedVersion: UInt8?
  private let identity: LinkIdentity
  private let peer: PeerKey
  private let versions: ProtocolRange
  private let callSign: CallSign?
  private var initiation: Initiation?
  private var answered: Answered?
  private var answers = OccasionLimit(
    count: Limits.initiationAnswers, in: Limits.initiationAnswerWindow)
  private var staleInitiations = OccasionLimit(
    count: Limits.staleInitiationsPerDay, in: .seconds(24 * 3600))
  private var notBefore = Instant.zero
  /// How often calling began anew at another place since the last session.
  private var newSeries = 0

  package init(
    identity: LinkIdentity, peer: PeerKey, marks: HandshakeMarks,
    versions: ProtocolRange = .spoken, callSign: CallSign? = nil
  ) {
    self.identity = identity
    self.peer = peer
    self.marks = marks
    self.versions = versions
    self.callSign = callSign
  }

  /// Who has a call sign speaks in clear, and only with such as do.
  private var mode: PayloadMode { callSign == nil ? .encrypted : .clear }

  private struct Initiation: Sendable {
    var noise: NoiseHandshake
    var frame: [UInt8]
    var connection: UInt8
    /// How often this or an earlier one was sent since the last session.
    var attempts = 0
    var next = Instant.zero
    var answerUntil: Instant?
  }

  private struct Answered: Sendable {
    var message: [UInt8]
    var response: [UInt8]
    var repetitions = 0
  }

  /// What a completed handshake gives.
  package struct Established: Sendable {
    package var record: SessionRecord
    package var sendChain: ChainKey
  }

  /// What the machine needs from outside when it makes something new.
  package struct Supplies: Sendable {
    /// A connection id that no live session uses.
    package var connection: UInt8
    /// 32 random bytes for an ephemeral key.
    package var ephemeral: [UInt8]
    /// The time on air of an initiation where the radio is tuned.
    package var airtime: Duration
    /// The same at home; the spacing of repetitions grows from it.
    package var airtimeAtHome: Duration
    /// A random number in 0..<1, which spreads repetitions.
    package var spread: Double
    package var now: Instant

    package init(
      connection: UInt8, ephemeral: [UInt8], airtime: Duration, airtimeAtHome: Duration,
      spread: Double, now: Instant
    ) {
      self.connection = connection
      self.ephemeral = ephemeral
      self.airtime = airtime
      self.airtimeAtHome = airtimeAtHome
      self.spread = spread
      self.now = now
    }
  }

  // MARK: - Initiator

  /// When the next initiation may be sent; the past when none was begun.
  package var nextInitiation: Instant { initiation?.next ?? notBefore }

  /// Until when a response may still come; nil when none is awaited.
  package var awaitsResponseUntil: Instant? { initiation?.answerUntil }

  /// Connection ids that must not be given away.
  package var reservedConnection: UInt8? { initiation?.connection }

  /// The next initiation, new or repeated.
  ///
  /// The counter is part of `step`: it is on disk before the frame is keyed.
  package mutating func initiate(_ supplies: Supplies, step: inout LinkStep) -> [UInt8]? {
    let attempts = initiation?.attempts ?? 0
    if attempts.isMultiple(of: 1 + Limits.responseRepetitions) {
      initiation = makeInitiation(supplies, step: &step)
      initiation?.attempts = attempts
    }
    guard var current = initiation else {
      notBefore = supplies.now + Limits.longestInitiationSpacing
      return nil
    }
    // Two tries at each spacing: with one, 40 % loss would make the mean time grow without end.
    let doublings = min(current.attempts / 2, 12)
    // Grown at the rescue place it would last minutes, while the peer is there for seconds.
    let grown = supplies.airtimeAtHome * Limits.initiationSpacingAirtimes * (1 << doublings)
    let spacing = max(grown, supplies.airtime * Limits.leastInitiationSpacingAirtimes)
    let spread = 0.7 + 0.6 * supplies.spread
    current.next = supplies.now + min(spacing, Limits.longestInitiationSpacing) * spread
    current.attempts += 1
    initiation = current
    return current.frame
  }

  private mutating func makeInitiation(
    _ supplies: Supplies, step: inout LinkStep
  ) -> Initiation? {
    guard marks.own < UInt32.max, var noise = makeNoise(.initiator, supplies) else { return nil }
    let payload = InitiationPayload(
      counter: marks.own + 1, highestSeen: marks.peer, connection: supplies.connection,
      versions: versions)
    let identified = IdentifiedPayload(payload.encoded, callSign).encoded
    guard let message = try? noise.writeMessage(payload: identified) else { return nil }
    marks.own += 1
    step.changes.append(.handshakeMarks(peer, marks))
    let frame = HelloFrame(
      kind: .initiation,
      address: HandshakeContext.hint(initiator: identity.publicKey, responder: peer),
      noiseMessage: message, mode: mode)
    return Initiation(noise: noise, frame: frame.encoded, connection: supplies.connection)
  }

  private func makeNoise(_ role: NoiseHandshake.Role, _ supplies: Supplies) -> NoiseHandshake? {
    typealias KeyAgreement = Curve25519.KeyAgreement
    guard
      let local = try? KeyAgreement.PrivateKey(rawRepresentation: identity.privateKey),
      let remote = try? KeyAgreement.PublicKey(rawRepresentation: peer.bytes)
    else { return nil }
    return try? NoiseHandshake(
      role: role, localStatic: local, remoteStatic: remote, ephemeral: supplies.ephemeral,
      prologue: HandshakeContext.prologue(mode), mode: mode)
  }

  /// The initiation has left the antenna; a response may come until then.
  package mutating func initiationSent(answerUntil: Instant) {
    initiation?.answerUntil = answerUntil
  }

  /// The peer is called elsewhere from now on, at first as often as in the beginning.
  package mutating func callElsewhere() {
    guard initiation != nil, newSeries < Limits.initiationSeries else { return }
    newSeries += 1
    initiation?.attempts = 0
    initiation?.next = .zero
  }

  /// There is a session: the next initiation begins from the start.
  private mutating func stopCalling() {
    initiation = nil
    newSeries = 0
  }

  /// No response came in time.
  package mutating func responseMissed() { initiation?.answerUntil = nil }

  /// Takes a response; nil when it is not the answer to our initiation, or its version is refused.
  package mutating func receiveResponse(
    _ frame: HelloFrame, step: inout LinkStep
  ) -> Established? {
    guard var current = initiation, frame.mode == mode, frame.address == current.connection,
      let bytes = try? current.noise.readMessage(frame.noiseMessage),
      let identified = IdentifiedPayload(decoding: bytes, mode),
      let payload = ResponsePayload(decoding: identified.payload),
      let transport = current.noise.transport
    else { return nil }
    let previous = marks
    guard accepts(payload.versions) else { return nil }
    if marks != previous { step.changes.append(.handshakeMarks(peer, marks)) }
    // The limit of stale initiations stays: else one, replayed, would make a handshake each time.
    stopCalling()
    return Established(
      record: SessionRecord(
        peer: peer, role: .initiator, localConnection: current.connection,
        remoteConnection: payload.connection, transport: transport,
        callSign: identified.callSign),
      sendChain: SessionRecord.sendChain(transport, mode))
  }

  // MARK: - Responder

  /// What an initiation leads to.
  package enum Answer: Sendable {
    /// Not from this peer.
    case forged
    /// Authentic, but nothing is sent: too soon, ours goes first, or no version in common.
    case silence
    /// The response to an initiation answered before.
    case repeated([UInt8])
    /// A new session, and the response.
    case accepted(Established, [UInt8])
    /// An old counter: this side should begin a handshake of its own.
    case stale
  }

  /// Takes an initiation.
  package mutating func receiveInitiation(
    _ frame: HelloFrame, _ supplies: Supplies, step: inout LinkStep
  ) -> Answer {
    if let repetition = repeatResponse(to: frame, supplies) { return repetition }
    guard frame.mode == mode, var noise = makeNoise(.responder, supplies),
      let bytes = try? noise.readMessage(frame.noiseMessage),
      let identified = IdentifiedPayload(decoding: bytes, mode),
      let payload = InitiationPayload(decoding: identified.payload)
    else { return .forged }
    let previous = marks
    if payload.highestSeen > marks.own {
      // This disk is an old one: what we sent with these counters is stale over there.
      marks.own = payload.highestSeen
      initiation = nil
    }
    defer { if marks != previous { step.changes.append(.handshakeMarks(peer, marks)) } }
    guard payload.counter > marks.peer else { return answerStale(supplies.now) }
    guard !oursGoesFirst(at: supplies.now), accepts(payload.versions), admitsAnswer(supplies)
    else { return .silence }
    let response = ResponsePayload(connection: supplies.connection, versions: versions).encoded
    let answer = IdentifiedPayload(response, callSign).encoded
    guard let message = try? noise.writeMessage(payload: answer), let transport = noise.transport
    else { return .silence }
    marks.peer = payload.counter
    stopCalling()
    let encoded = HelloFrame(
      kind: .response, address: payload.connection, noiseMessage: message, mode: mode
    ).encoded
    answered = Answered(message: frame.noiseMessage, response: encoded)
    let record = SessionRecord(
      peer: peer, role: .responder, localConnection: supplies.connection,
      remoteConnection: payload.connection, transport: transport,
      callSign: identified.callSign)
    let chain = SessionRecord.sendChain(transport, mode)
    return .accepted(Established(record: record, sendChain: chain), encoded)
  }

  /// Whether an authentic peer may be spoken with; its highest version is remembered when so.
  private mutating func accepts(_ theirs: ProtocolRange) -> Bool {
    let highest = theirs.versions.upperBound
    guard versions.common(with: theirs) != nil, highest >= marks.protocolVersion else {
      refusedVersion = highest
      return false
    }
    refusedVersion = nil
    marks.protocolVersion = highest
    return true
  }

  private mutating func repeatResponse(to frame: HelloFrame, _ supplies: Supplies) -> Answer? {
    guard var known = answered, known.message == frame.noiseMessage else { return nil }
    guard known.repetitions < Limits.responseRepetitions, admitsAnswer(supplies)
    else { return .silence }
    known.repetitions += 1
    answered = known
    return .repeated(known.response)
  }

  private mutating func admitsAnswer(_ supplies: Supplies) -> Bool {
    answers.admits(
      at: supplies.now, spacing: supplies.airtime * Limits.initiationAnswerSpacingAirtimes)
  }

  /// Of crossing initiations the one from the smaller key wins, while its response may come.
  private func oursGoesFirst(at now: Instant) -> Bool {
    guard let until = initiation?.answerUntil else { return false }
    return now < until && identity.publicKey.precedes(peer)
  }

  private mutating func answerStale(_ now: Instant) -> Answer {
    staleInitiations.admits(at: now, spacing: Limits.staleInitiationSpacing) ? .stale : .silence
  }
}
