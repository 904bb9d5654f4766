// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// The link of one radio: all peers, and whose turn the air is.
///
/// A value without clock, file, socket or radio: events go in, a ``LinkStep`` comes out. The
/// daemon, the demo, the tests and the simulation drive this same machine.
public struct LinkStation: Sendable {
  /// What was sent and heard since the start.
  public private(set) var counters = LinkCounters()
  package internal(set) var links: [Link]
  private let identity: LinkIdentity
  private let parameters: LinkParameters
  private var random: any RandomNumberGenerator & Sendable
  private var medium = MediumAccess()
  private var gate: AirtimeGate
  private var transmitting: (link: Int, frame: [UInt8])?
  private var exchange: Int?
  private var turn = 0

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
    gate = AirtimeGate(parameters, restoring: memory.airtime)
    links = peers.map { peer in
      var link = Link(
        identity: identity, peer: peer, marks: memory.marks[peer] ?? HandshakeMarks(),
        parameters: parameters)
      link.restore(memory)
      return link
    }
  }

  // MARK: - Surface

  /// The key by which peers know this station.
  package var publicKey: PeerKey { identity.publicKey }

  /// Whether the link to this peer would take another message now.
  public func hasRoom(for peer: PeerKey) -> Bool {
    links.first { $0.peer == peer }?.hasRoom ?? false
  }

  /// The airtime used in the window that ends now; nil before the first frame under a limit.
  public func airtimeUsed(at now: Instant) -> Duration? { gate.used(at: now) }

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
    let overdue = links.compactMap(\.nextOverdue)
    let wishes = candidates.compactMap { wish(of: $0) }
    let next = wishes.min().map { max(medium.earliest(for: $0), gate.closedUntil) }
    return (overdue + [next].compactMap(\.self)).min()
  }

  /// Takes an event; the result is to be committed, then acted on.
  public mutating func handle(_ event: LinkEvent, at now: Instant) -> LinkStep {
    var step = LinkStep()
    switch event {
    case .received(let bytes, let snr): receive(bytes, snr: snr, at: now, step: &step)
    case .transmitted: finishTransmission(.completed, at: now)
    case .transmissionFailed: finishTransmission(.failed, at: now)
    case .sensed(let state):
      medium.sensed(state, at: now, slot: parameters.backoffSlot, random: &random)
      if state == .clear { medium.space(parameters.senseSpacing, after: now) }
    case .submit(let message, let peer):
      if let index = links.firstIndex(where: { $0.peer == peer }),
        message.payload.count <= largestPayloadBytes
      {
        links[index].queue.append(message)
      } else {
        step.actions.append(.returned(message.handle, peer))
      }
    case .stored(let peer, let session, let number):
      if let index = links.firstIndex(where: { $0.peer == peer }) {
        links[index].stored(number, in: session, step: &step)
      }
    case .deadline: break
    }
    pump(at: now, step: &step)
    return step
  }

  // MARK: - Sending

  /// The links that may speak now: the one whose exchange runs, else all, in turn.
  private var candidates: [Int] {
    if let exchange { return [exchange] }
    return links.indices.map { ($0 + turn) % links.count }
  }

  private func wish(of index: Int) -> Instant? {
    links[index].answers.isEmpty ? links[index].wish(at: .zero) : .zero
  }

  private mutating func pump(at now: Instant, step: inout LinkStep) {
    for index in links.indices { links[index].answerOverdue(at: now) }
    guard transmitting == nil else { return }
    if answer(at: now, step: &step) { return }
    missAnswers(at: now, step: &step)
    if let exchange {
      if links[exchange].awaitsAnswer(at: now) { return }
      // Nothing is left to say to this peer: the others get their turn.
      if !isDue(exchange, at: now) { release(exchange: exchange) }
    }
    guard !medium.isSensing, let index = speaker(at: now) else { return }
    let need = listeningNeed(of: index, at: now)
    switch medium.admit(need, at: now, slot: parameters.backoffSlot, random: &random) {
    case .wait: return
    case .sense: step.actions.append(.sense)
    case .speak:
      guard let plan = links[index].plan(at: now), gate.admit(plan, at: now, step: &step) else {
        if exchange == index { release(exchange: index) }
        return
      }
      let supplies = makeSupplies(at: now)
      guard let frame = links[index].takeFrame(supplies, step: &step) else {
        exchange = nil
        return
      }
      exchange = index
      transmit(frame, from: index, step: &step)
    }
  }

  /// Sends the next answer that the law allows; the others are asked for again.
  private mutating func answer(at now: Instant, step: inout LinkStep) -> Bool {
    for index in links.indices {
      while !links[index].answers.isEmpty {
        let frame = links[index].answers.removeFirst()
        let plan = AirtimeGate.Plan(frameBytes: [frame.count], airtimeClass: .control)
        guard gate.admit(plan, at: now, step: &step) else { continue }
        links[index].onAir = .answer
        transmit(frame, from: index, step: &step)
        return true
      }
    }
    return false
  }

  private mutating func missAnswers(at now: Instant, step: inout LinkStep) {
    for index in links.indices {
      guard let continuation = links[index].missAnswers(at: now, step: &step) else { continue }
      medium.missedAnswer()
      guard exchange == index, continuation == .later, !links[index].awaitsAnswer(at: now),
        !isDue(index, at: now)
      else { continue }
      release(exchange: index)
    }
  }

  private func isDue(_ index: Int, at now: Instant) -> Bool {
    links[index].wish(at: now).map { $0 <= now } ?? false
  }

  private func speaker(at now: Instant) -> Int? {
    candidates.first { isDue($0, at: now) }
  }

  /// A burst that was asked for needs no listening, a repeated request one, a beginning two.
  private func listeningNeed(of index: Int, at now: Instant) -> MediumAccess.Need {
    guard exchange == index else { return .beginning }
    return switch links[index].intent(at: now) {
    case .burst, .confirmation: .none
    case .request: .once
    case .message, .initiation, nil: .beginning
    }
  }

  private mutating func transmit(_ frame: [UInt8], from index: Int, step: inout LinkStep) {
    transmitting = (index, frame)
    medium.spoke()
    counters.sent(bytes: frame.count, airtime: parameters.timeOnAir(bytes: frame.count))
    step.actions.append(.transmit(frame))
  }

  private enum Completion { case completed, failed }

  private mutating func finishTransmission(_ completion: Completion, at now: Instant) {
    guard let (index, frame) = transmitting else { return }
    transmitting = nil
    switch completion {
    case .completed:
      links[index].transmitted(at: now)
      medium.sent(frame, at: now, parameters: parameters)
    case .failed:
      links[index].transmissionFailed(at: now)
      medium.failed(at: now, parameters: parameters)
    }
  }

  private mutating func release(exchange index: Int) {
    exchange = nil
    turn = (index + 1) % links.count
  }

  mutating func makeSupplies(at now: Instant) -> Handshaker.Supplies {
    let used = Set(
      links.flatMap { $0.sessions.map(\.record.localConnection) }
        + links.compactMap(\.handshake.reservedConnection))
    let free = (1...UInt8.max).filter { !used.contains($0) }
    return Handshaker.Supplies(
      connection: free.randomElement(using: &random) ?? 1,
      ephemeral: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) },
      airtime: parameters.timeOnAir(bytes: HelloFrame.encodedBytes(.initiation)),
      spread: Double.random(in: 0..<1, using: &random), now: now)
  }

  // MARK: - Receiving

  private mutating func receive(
    _ bytes: [UInt8], snr: SNR, at now: Instant, step: inout LinkStep
  ) {
    let frame: Frame
    do {
      frame = try Frame(decoding: bytes)
    } catch {
      return counters.drop(.notOurs)
    }
    medium.heard(frame, at: now, parameters: parameters)
    let context = AnswerContext(
      now: now, spreadingFactor: parameters.modulation.spreadingFactor, snr: snr,
      commitPatience: parameters.commitPatience)
    let effect: (index: Int, Link.Effect)?
    switch frame {
    case .hello(let hello): effect = receive(hello, context: context, step: &step)
    case .single(let single):
      effect = receive(frame, single.connection, bytes, context: context, step: &step)
    case .symbol(let symbol):
      effect = receive(frame, symbol.connection, bytes, context: context, step: &step)
    case .control(let control):
      effect = receive(frame, control.connection, bytes, context: context, step: &step)
    }
    guard let (index, outcome) = effect else { return counters.drop(.notOurs) }
    switch outcome {
    case .forged: counters.drop(.forged)
    case .taken: counters.received(bytes: bytes.count)
    case .answered(let continuation):
      counters.received(bytes: bytes.count)
      medium.answered()
      if exchange == index, continuation == .later { release(exchange: index) }
    }
  }

  private mutating func receive(
    _ frame: Frame, _ connection: UInt8, _ bytes: [UInt8], context: AnswerContext,
    step: inout LinkStep
  ) -> (Int, Link.Effect)? {
    for index in links.indices {
      guard let session = links[index].session(connection: connection) else { continue }
      return (
        index,
        links[index].receive(frame, bytes: bytes, in: session, context: context, step: &step)
      )
    }
    return nil
  }

  private mutating func receive(
    _ hello: HelloFrame, context: AnswerContext, step: inout LinkStep
  ) -> (Int, Link.Effect)? {
    for index in links.indices {
      let link = links[index]
      switch hello.kind {
      case .response:
        guard link.handshake.reservedConnection == hello.address else { continue }
        return (index, links[index].receive(response: hello, context: context, step: &step))
      case .initiation:
        let hint = HandshakeContext.hint(initiator: link.peer, responder: identity.publicKey)
        guard hint == hello.address else { continue }
        let supplies = makeSupplies(at: context.now)
        let effect = links[index].receive(
          initiation: hello, supplies: supplies, context: context, step: &step)
        if case .forged = effect { continue }
        return (index, effect)
      }
    }
    return nil
  }
}
