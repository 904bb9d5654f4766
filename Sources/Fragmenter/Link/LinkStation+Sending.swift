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
    /// Frames sent where all listen since the channel was last left to others.
    var heldFrames = 0
    /// Their time on air.
    var heldAirtime = Duration.zero
    /// Whether a burst elsewhere has just ended: nobody here kept silent for it.
    var isBack = false
    /// Data frames before an answer is asked for, by the plan of the burst.
    var planned: Int?
  }

  /// Whether this station may transmit at all.
  var maySend: Bool { parameters.maySend }

  /// Makes what progress there is: an answer, the end of a wait, or the next frame.
  mutating func pump(at now: Instant, step: inout LinkStep) {
    for index in links.indices {
      links[index].answerOverdue(at: now)
      links[index].advanceRate(to: now)
      links[index].wishForAnnouncements(at: now)
    }
    guard maySend else {
      for index in links.indices { links[index].answers = [] }
      return
    }
    dropForbiddenSessions(step: &step)
    guard transmitting == nil else { return }
    holdData(at: now)
    if tunedChannel == nil, parameters.rate != nil {
      tune(to: .meeting(.home), at: now, step: &step)
    }
    if answer(at: now, step: &step) { return }
    if listenForRider(at: now, step: &step) { return }
    missAnswers(at: now, step: &step)
    leaveWindowWhenOver(at: now, step: &step)
    if !medium.isSensing, identify(at: now, step: &step) { return }
    if let exchange {
      if links[exchange.flow.link].awaitsAnswer(at: now) { return }
      // Nothing is left to say to this peer: the others get their turn.
      if !isDue(link: exchange.flow.link, at: now) { self.exchange = nil }
    }
    if case .burst(let window) = tuning, window.role == .called { return }
    guard !medium.isSensing else { return }
    while let flow = nextFlow(at: now) {
      if yieldsAir(to: flow, at: now) { return }
      let speech = approach(flow, at: now, step: &step)
      let need = listeningNeed(of: flow, at: now)
      switch medium.admit(need, at: now, slot: parameters.backoffSlot, random: &random) {
      case .wait: return experience.waits(at: now)
      case .sense:
        experience.waits(at: now)
        return step.actions.append(.sense)
      case .speak: if speak(flow, as: speech, at: now, step: &step) { return }
      }
    }
    experience.rests()
    if exchange == nil { leaveWindow(at: now, step: &step) }
    listen(at: now, step: &step)
  }

  /// Sends the next answer that the law allows; the others are asked for again.
  private mutating func answer(at now: Instant, step: inout LinkStep) -> Bool {
    for index in links.indices {
      while !links[index].answers.isEmpty {
        let answer = links[index].answers.removeFirst()
        if ride(in: answer, from: index, at: now, step: &step) { return true }
        let plan = AirtimeGate.Plan(
          frameBytes: [answer.bytes.count],
          airtimeClass: handshakeShare.airtimeClass(of: answer.bytes, at: now))
        guard gate.admit(plan, on: channelNow, at: now, step: &step) else { continue }
        links[index].onAir = .answer(answer)
        transmit(answer.bytes, from: index, step: &step)
        return true
      }
    }
    return false
  }

  private mutating func missAnswers(at now: Instant, step: inout LinkStep) {
    for index in links.indices {
      guard let continuation = links[index].missAnswers(at: now, step: &step) else { continue }
      medium.missedAnswer()
      missInWindow(link: index, at: now, step: &step)
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
        .filter { $0.at <= now && opening(for: $0, of: index) <= now }
        .map { Flow(link: index, messageClass: $0.messageClass) }
    }
  }

  /// The flow that speaks next: the one that has the air, until its turn is over or a more urgent
  /// one comes, which goes before it between two frames.
  private func nextFlow(at now: Instant) -> Flow? {
    let due = dueFlows(at: now).filter { mayLeave(for: $0) }
    guard let exchange, due.contains(exchange.flow) else { return firstInLine(due) }
    if exchange.turnFrames >= Limits.turnFrames { return firstInLine(due) }
    let position = shares.start(of: exchange.flow)
    let urgent = due.filter {
      $0.messageClass.rawValue < exchange.flow.messageClass.rawValue
        && shares.start(of: $0) <= position
    }
    return firstInLine(urgent) ?? exchange.flow
  }

  /// While away with a peer only more urgent flows of others count.
  private func mayLeave(for flow: Flow) -> Bool {
    guard case .burst(let window) = tuning, flow.link != window.link else { return true }
    return exchange.map { flow.messageClass.rawValue < $0.flow.messageClass.rawValue } ?? true
  }

  private func firstInLine(_ flows: [Flow]) -> Flow? {
    flows.min { one, other in
      (shares.start(of: one), one.messageClass.rawValue, one.link)
        < (shares.start(of: other), other.messageClass.rawValue, other.link)
    }
  }

  /// Gives the channel to the neighbours for one round of contention when it was held long enough.
  ///
  /// All keep silent after the last frame for as long as another one would take.
  private mutating func yieldsAir(to flow: Flow, at now: Instant) -> Bool {
    guard hasHeldAirForLong(at: now) else { return false }
    self.exchange = nil
    medium.yield(until: now + yieldingPause)
    return true
  }

  /// A burst that runs or was asked for needs no listening, a repeated request one, a beginning
  /// two.
  private func listeningNeed(of flow: Flow, at now: Instant) -> MediumAccess.Need {
    guard let exchange else { return .beginning }
    if exchange.holdsAir { return .none }
    switch tuning {
    case .burst, .calling: return .once
    case .meeting: break
    }
    if exchange.isBack, exchange.flow.link == flow.link { return .once }
    guard exchange.flow.link == flow.link,
      case .request = links[flow.link].intent(in: flow.messageClass, at: now)
    else { return .beginning }
    return .once
  }

  // MARK: - Speaking

  /// How a flow's next frame goes out.
  enum Speech: Sendable {
    /// As it is, or as the last one before an answer.
    case frame(OutgoingTransfer.BurstEnd)
    /// After a burst was announced.
    case announcement(BurstPlan)
    /// As the first of a burst after which an answer is asked for.
    case burst(frames: Int)
  }

  /// Tunes to where the flow's peer is met, unless a window with it is open, and says how to go on.
  private mutating func approach(_ flow: Flow, at now: Instant, step: inout LinkStep) -> Speech {
    if case .burst(let window) = tuning {
      if window.link == flow.link {
        switch fit(of: flow, in: window, at: now) {
        case .more: return .frame(.natural)
        case .last: return .frame(.here)
        case .none: break
        }
      }
      leaveWindow(at: now, step: &step)
    }
    if let plan = links[flow.link].call(of: flow.messageClass, at: now) {
      let channel = parameters.channel(of: plan)
      if tuning != .calling(channel) { tune(to: .calling(channel), at: now, step: &step) }
      return .announcement(plan)
    }
    let place = links[flow.link].rate?.meetingPlace ?? .home
    if tuning != .meeting(place) { tune(to: .meeting(place), at: now, step: &step) }
    if let exchange, exchange.holdsAir, exchange.flow == flow, let planned = exchange.planned {
      return .frame(planned <= 1 ? .here : .natural)
    }
    guard let plan = choosePlan(for: flow, at: now) else {
      return .frame(.natural)
    }
    if plan.isAnnounced { return .announcement(plan) }
    return .burst(frames: plan.frames)
  }

  /// Sends the flow's next frame; false when the law, or the link after all, has none now.
  private mutating func speak(
    _ flow: Flow, as speech: Speech, at now: Instant, step: inout LinkStep
  ) -> Bool {
    guard let frame = takeFrame(flow, as: speech, at: now, step: &step) else {
      return refuse(flow, at: now)
    }
    if exchange == nil { exchange = Exchange(flow: flow) }
    if case .burst(let frames) = speech { exchange?.planned = frames }
    if exchange?.flow != flow {
      exchange?.flow = flow
      exchange?.turnFrames = 0
    }
    let isSilent = if case .data(_, _, .silent) = links[flow.link].onAir { true } else { false }
    exchange?.holdsAir = isSilent
    if let planned = exchange?.planned { exchange?.planned = isSilent ? planned - 1 : nil }
    let airtime = parameters.timeOnAir(bytes: frame.count)
    exchange?.turnFrames += 1
    if case .meeting = tuning {
      exchange?.heldFrames += 1
      exchange?.heldAirtime += airtime
    }
    exchange?.isBack = false
    rides = 0
    shares.charge(flow, airtime)
    experience.speaks(airtime, at: now, endsBurst: !isSilent)
    transmit(frame, from: flow.link, step: &step)
    return true
  }

  /// The next frame, admitted and charged; nil when there is none, or it may not go now.
  private mutating func takeFrame(
    _ flow: Flow, as speech: Speech, at now: Instant, step: inout LinkStep
  ) -> [UInt8]? {
    let index = flow.link
    switch speech {
    case .announcement(let plan):
      let bytes = ReservationFrame.encodedBytes(.request(counter: 0))
      let request = AirtimeGate.Plan(frameBytes: [bytes], airtimeClass: .control)
      guard let plan = fitted(plan, for: flow, at: now),
        gate.admit(request, on: channelNow, at: now, step: &step)
      else { return nil }
      return links[index].announce(plan, of: flow.messageClass, at: now)
    case .burst(let frames):
      return takeFrame(
        flow, as: .frame(frames <= 1 ? .here : .natural), at: now, step: &step)
    case .frame(let end):
      guard let plan = links[index].plan(flow.messageClass, end, at: now),
        gate.admit(plan, on: channelNow, at: now, step: &step)
      else { return nil }
      if case .burst(var window) = tuning {
        window.framesLeft -= 1
        tuning = .burst(window)
      }
      let isInitiation =
        if case .initiation = links[index].intent(in: flow.messageClass, at: now) { true } else {
          false
        }
      return links[index].takeFrame(
        flow.messageClass, isInitiation ? makeSupplies(at: now) : nil, end, at: now, step: &step)
    }
  }

  /// The law closed the gate for a flow: the others may still find it open.
  private mutating func refuse(_ flow: Flow, at now: Instant) -> Bool {
    if exchange?.flow == flow { exchange = nil }
    holdData(at: now)
    guard dueFlows(at: now).contains(flow) else { return false }
    // It may go elsewhere, or has something else to say: as a new beginning.
    medium.yield(until: now + parameters.backoffSlot)
    return true
  }

  mutating func transmit(_ frame: [UInt8], from index: Int?, step: inout LinkStep) {
    transmitting = (index, frame)
    medium.spoke()
    counters.sent(bytes: frame.count, airtime: parameters.timeOnAir(bytes: frame.count))
    step.actions.append(.transmit(frame))
  }

  /// How a transmission ended.
  enum Completion { case completed, failed }

  mutating func finishTransmission(
    _ completion: Completion, at now: Instant, step: inout LinkStep
  ) {
    guard let (index, frame) = transmitting else { return }
    transmitting = nil
    noteIdentification(after: frame, completion, at: now)
    switch completion {
    case .completed:
      medium.sent(frame, at: now, parameters: parameters)
      guard let index else { return }
      let onAir = links[index].onAir
      links[index].transmitted(at: now)
      if case .answer(let answer) = onAir, let place = answer.leadsTo {
        exchange = nil
        links[index].listening.announced(until: now + place.duration)
        enterWindow(
          .called, with: index, place.channel, until: now + place.duration, frames: place.frames,
          at: now, step: &step)
      } else if case .answer = onAir {
        endWindow(link: index, at: now, step: &step)
      }
    case .failed:
      if let index { links[index].transmissionFailed(at: now) }
      medium.failed(at: now, parameters: parameters)
    }
  }

  mutating func makeSupplies(at now: Instant) -> Handshaker.Supplies {
    let used = Set(
      links.flatMap { $0.sessions.map(\.record.localConnection) }
        + links.compactMap(\.handshake.reservedConnection))
    let free = (1...UInt8.max).filter { !used.contains($0) }
    let bytes = HelloFrame.encodedBytes(.initiation, parameters.mode)
    return Handshaker.Supplies(
      connection: free.randomElement(using: &random) ?? 1,
      ephemeral: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) },
      airtime: parameters.timeOnAir(bytes: bytes),
      airtimeAtHome: parameters.modulation.timeOnAir(payloadBytes: bytes),
      spread: Double.random(in: 0..<1, using: &random), now: now)
  }
}
