// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension LinkStation {
  /// The flow that has the air, and for how long it has had it.
  struct Exchange: Sendable {
    var flow: Flow
    /// Whether the next frame may follow without listening: a burst runs, or was asked for.
    var holdsAir = false
    /// Data frames of this flow since it got its turn.
    var turnFrames = 0
    /// Data frames of this station since it last listened.
    var heldFrames = 0
  }

  /// Makes what progress there is: an answer, the end of a wait, or the next frame.
  mutating func pump(at now: Instant, step: inout LinkStep) {
    for index in links.indices { links[index].answerOverdue(at: now) }
    guard transmitting == nil else { return }
    if answer(at: now, step: &step) { return }
    missAnswers(at: now, step: &step)
    if let exchange {
      if links[exchange.flow.link].awaitsAnswer(at: now) { return }
      // Nothing is left to say to this peer: the others get their turn.
      if !isDue(link: exchange.flow.link, at: now) { self.exchange = nil }
    }
    guard !medium.isSensing else { return }
    while let flow = nextFlow(at: now) {
      if yieldsAir(to: flow, at: now) { return }
      let need = listeningNeed(of: flow, at: now)
      switch medium.admit(need, at: now, slot: parameters.backoffSlot, random: &random) {
      case .wait: return
      case .sense: return step.actions.append(.sense)
      case .speak: if speak(flow, at: now, step: &step) { return }
      }
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
      guard exchange?.flow.link == index, continuation == .later,
        !links[index].awaitsAnswer(at: now), !isDue(link: index, at: now)
      else { continue }
      exchange = nil
    }
  }

  private func isDue(link index: Int, at now: Instant) -> Bool {
    links[index].wishes(at: now).contains { $0.at <= now }
  }

  // MARK: - Whose turn it is

  /// The flows that are due and find the law's gate open.
  private func dueFlows(at now: Instant) -> [Flow] {
    links.indices.flatMap { index in
      links[index].wishes(at: now)
        .filter { $0.at <= now && gate.opening(for: $0.airtimeClass) <= now }
        .map { Flow(link: index, messageClass: $0.messageClass) }
    }
  }

  /// The flow that speaks next: the one that has the air, until its turn is over or a more urgent
  /// one comes, which goes before it between two frames.
  private func nextFlow(at now: Instant) -> Flow? {
    let due = dueFlows(at: now)
    guard let exchange, due.contains(exchange.flow) else { return firstInLine(due) }
    if exchange.turnFrames >= Limits.turnFrames { return firstInLine(due) }
    let position = shares.start(of: exchange.flow)
    let urgent = due.filter {
      $0.messageClass.rawValue < exchange.flow.messageClass.rawValue
        && shares.start(of: $0) <= position
    }
    return firstInLine(urgent) ?? exchange.flow
  }

  private func firstInLine(_ flows: [Flow]) -> Flow? {
    flows.min { one, other in
      (shares.start(of: one), one.messageClass.rawValue, one.link)
        < (shares.start(of: other), other.messageClass.rawValue, other.link)
    }
  }

  /// Gives the channel to the neighbours for one round of contention when it was held long enough.
  ///
  /// Rarely when nobody else was heard: the peer itself may have something to say.
  private mutating func yieldsAir(to flow: Flow, at now: Instant) -> Bool {
    guard let exchange, exchange.holdsAir else { return false }
    let most =
      medium.hasNeighbours(at: now) ? Limits.burstFramesInCompany : Limits.burstFramesAlone
    guard exchange.heldFrames >= most else { return false }
    self.exchange = nil
    medium.yield(at: now, parameters: parameters)
    return true
  }

  /// A burst that runs or was asked for needs no listening, a repeated request one, a beginning
  /// two.
  private func listeningNeed(of flow: Flow, at now: Instant) -> MediumAccess.Need {
    guard let exchange else { return .beginning }
    if exchange.holdsAir { return .none }
    guard exchange.flow.link == flow.link,
      case .request = links[flow.link].intent(in: flow.messageClass, at: now)
    else { return .beginning }
    return .once
  }

  // MARK: - Speaking

  /// Sends the flow's next frame; false when the law, or the link after all, has none now.
  private mutating func speak(_ flow: Flow, at now: Instant, step: inout LinkStep) -> Bool {
    guard let plan = links[flow.link].plan(flow.messageClass, at: now),
      gate.admit(plan, at: now, step: &step)
    else { return refuse(flow, at: now) }
    let supplies = makeSupplies(at: now)
    guard let frame = links[flow.link].takeFrame(flow.messageClass, supplies, step: &step) else {
      exchange = nil
      return true
    }
    if exchange == nil { exchange = Exchange(flow: flow) }
    if exchange?.flow != flow {
      exchange?.flow = flow
      exchange?.turnFrames = 0
    }
    let isSilent = if case .data(_, _, .silent) = links[flow.link].onAir { true } else { false }
    exchange?.holdsAir = isSilent
    exchange?.turnFrames += 1
    exchange?.heldFrames += 1
    shares.charge(flow, parameters.timeOnAir(bytes: frame.count))
    transmit(frame, from: flow.link, step: &step)
    return true
  }

  /// The law closed the gate for a flow: the others may still find it open.
  private mutating func refuse(_ flow: Flow, at now: Instant) -> Bool {
    if exchange?.flow == flow { exchange = nil }
    return dueFlows(at: now).contains(flow)
  }

  private mutating func transmit(_ frame: [UInt8], from index: Int, step: inout LinkStep) {
    transmitting = (index, frame)
    medium.spoke()
    counters.sent(bytes: frame.count, airtime: parameters.timeOnAir(bytes: frame.count))
    step.actions.append(.transmit(frame))
  }

  /// How a transmission ended.
  enum Completion { case completed, failed }

  mutating func finishTransmission(_ completion: Completion, at now: Instant) {
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
}
