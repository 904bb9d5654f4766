// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

extension Link {
  /// What a frame changed for the station.
  package enum Effect: Sendable {
    /// Not authentic under any session of this link.
    case forged
    /// Authentic; nothing of ours was waiting for it.
    case taken
    /// An answer to what we sent: the exchange goes on, or is over.
    case answered(OutgoingTransfer.Continuation)
    /// The CTS to our RTS: both sides go there, and an answer is asked for after so many frames.
    case cleared(RadioChannel, until: Instant, frames: Int)
  }

  /// The session frames with this connection id belong to.
  package func session(connection: UInt8) -> Int? {
    sessions.firstIndex { $0.record.localConnection == connection }
  }

  /// Takes a frame of a session.
  package mutating func receive(
    _ frame: Frame, bytes: [UInt8], in index: Int, context: AnswerContext, step: inout LinkStep
  ) -> Effect {
    let reception: Reception
    switch frame {
    case .symbol(let symbol):
      reception = sessions[index].receive(symbol, bytes: bytes, context: context, step: &step)
    case .single(let single):
      reception = sessions[index].receive(single, context: context, step: &step)
    case .control(let control):
      if let effect = receiveEcho(
        control, bytes: bytes, in: index, context: context, step: &step)
      {
        return effect
      }
      reception = receive(control, bytes: bytes, in: index, context: context, step: &step)
    case .reservation(let reservation):
      return receive(reservation, bytes: bytes, in: index, context: context, step: &step)
    case .hello, .identification: return .forged
    }
    guard reception.verdict == .authentic else {
      sessions[index].countFailedTag()
      return .forged
    }
    noteListening(frame, reception, context)
    answers.append(contentsOf: reception.answers.map { Answer(bytes: $0.bytes) })
    let session = sessions[index].id
    heard(context, in: index, step: &step)
    guard let outcome = reception.outcome else { return .taken }
    return .answered(settle(outcome, in: session, context: context, step: &step))
  }

  /// What a frame, and our answer to it, tell about where the peer is met.
  private mutating func noteListening(
    _ frame: Frame, _ reception: Reception, _ context: AnswerContext
  ) {
    guard rate != nil else { return }
    switch frame {
    case .symbol, .single: listening.heardData(at: context.now)
    default: if reception.showsProgress { listening.heardData(at: context.now) }
    }
    if !reception.answers.isEmpty { noteAnswer(at: context.now) }
  }

  /// A request is answered where the radio is: there the peer is met, or at home when it was fast.
  private mutating func noteAnswer(at now: Instant) {
    guard let rate = rate?.parameters else { return }
    if let metAt { listening.answered(at: metAt, now: now) }
    listening.answered(at: parameters.ratedFactor, parameters: rate)
  }

  /// An authentic frame of a session came.
  mutating func heard(_ context: AnswerContext, in index: Int, step: inout LinkStep) {
    heard(context)
    confirm(index, step: &step)
  }

  private mutating func heard(_ context: AnswerContext) {
    lastHeard = (context.now, context.snr)
    let heard = parameters.seenFromHome(context.snr)
    rate?.heard(heard, at: context.now)
  }

  private mutating func receive(
    _ control: ControlFrame, bytes: [UInt8], in index: Int, context: AnswerContext,
    step: inout LinkStep
  ) -> Reception {
    switch control.content {
    case .poll, .abort:
      sessions[index].receiveRequest(control, bytes: bytes, context: context, step: &step)
    default:
      sessions[index].receiveAnswer(control, bytes: bytes, at: context.now)
    }
  }

  private mutating func settle(
    _ outcome: Reception.Outcome, in session: SessionID, context: AnswerContext,
    step: inout LinkStep
  ) -> OutgoingTransfer.Continuation {
    guard let index = sessions.firstIndex(where: { $0.id == session }) else { return .later }
    switch outcome {
    case .wanted(let number, let burst, let snr):
      rate?.reported(parameters.seenFromHome(snr), at: context.now)
      count(burst, sessions[index].outgoing[number], context)
      return .atOnce
    case .resting:
      count(nil, nil, context)
      return .later
    case .delivered(let number):
      let transfer = sessions[index].outgoing[number]
      count(transfer?.delivered, transfer, context)
      guard var report = sessions[index].end(number) else { return .later }
      report.progress = 1
      step.changes.append(.unsealed(session, number))
      step.actions.append(.delivered(report))
      return .later
    case .refused(let number, let why):
      let transfer = sessions[index].outgoing[number]
      if why == .historyUnknown, let transfer, transfer.purpose == .delivery {
        step.actions.append(.historyUnknown(transfer.message.handle, peer))
      }
      sessions[index].outgoing[number]?.abort()
      return .atOnce
    case .aborted(let number):
      guard let report = sessions[index].end(number) else { return .later }
      step.changes.append(.unsealed(session, number))
      step.actions.append(returnAction(report))
      return .later
    }
  }

  /// What an answer tells about the way there.
  ///
  /// It may come where both meet while the burst was sent elsewhere.
  private mutating func count(
    _ burst: BurstCount.Result?, _ transfer: OutgoingTransfer?, _ context: AnswerContext
  ) {
    guard let burst, let factor = transfer?.spreadingFactor else {
      rate?.answered(now: context.now)
      return
    }
    // Of what may have arrived besides, half is taken for lost.
    let spare = burst.orMore ? (burst.sent - burst.arrived) / 2 : 0
    loss.burstEnded(
      sent: burst.sent, arrived: burst.arrived + spare, at: factor, now: context.now)
    rate?.burstEnded(
      sent: burst.sent, arrived: burst.arrived, orMore: burst.orMore, at: factor,
      answeredAt: parameters.ratedFactor, now: context.now)
    noteDetour(burst, at: context.now)
  }

  /// Takes a response to our initiation.
  package mutating func receive(
    response frame: HelloFrame, context: AnswerContext, step: inout LinkStep
  ) -> Effect {
    guard let established = handshake.receiveResponse(frame, step: &step) else { return .forged }
    heard(context)
    rate?.answered(now: context.now)
    adopt(established, standing: .current, at: context.now, step: &step)
    return .answered(.atOnce)
  }

  /// Takes an initiation whose hint fits this peer.
  package mutating func receive(
    initiation frame: HelloFrame, supplies: Handshaker.Supplies, context: AnswerContext,
    step: inout LinkStep
  ) -> Effect {
    switch handshake.receiveInitiation(frame, supplies, step: &step) {
    case .forged: return .forged
    case .silence: break
    case .repeated(let response): respond(response, at: context.now)
    case .accepted(let established, let response):
      adopt(established, standing: .pending, at: context.now, step: &step)
      respond(response, at: context.now)
    case .stale: requestHandshake()
    }
    heard(context)
    return .taken
  }

  /// Takes note of an initiation that may not be answered: no session and no mark comes of it.
  mutating func overhear(
    initiation frame: HelloFrame, supplies: Handshaker.Supplies, context: AnswerContext
  ) -> Effect {
    var (trial, unkept) = (self, LinkStep())
    let effect = trial.receive(
      initiation: frame, supplies: supplies, context: context, step: &unkept)
    if case .forged = effect { return effect }
    heard(context)
    return effect
  }

  private mutating func respond(_ response: [UInt8], at now: Instant) {
    answers.append(Answer(bytes: response))
    let initiation = HelloFrame.encodedBytes(.initiation, parameters.mode)
    confirmationUntil =
      now + parameters.timeOnAir(bytes: initiation) * Limits.confirmationAirtimes
    if let metAt { listening.answered(at: metAt, now: now) }
  }

  /// A message of an `.opened` is being committed.
  package mutating func stored(
    _ number: MessageNumber, in session: SessionID, at now: Instant, step: inout LinkStep
  ) {
    guard let index = sessions.firstIndex(where: { $0.id == session }) else { return }
    let made = sessions[index].stored(number, step: &step)
    if !made.isEmpty { noteAnswer(at: now) }
    answers += made.map { Answer(bytes: $0.bytes, done: (session, number)) }
  }

  /// The message of an `.opened` was packed with history that its owner does not have.
  package mutating func refused(_ number: MessageNumber, in session: SessionID) {
    guard let index = sessions.firstIndex(where: { $0.id == session }) else { return }
    answers += sessions[index].refused(number).map { Answer(bytes: $0.bytes) }
  }

  /// Requests that waited too long for a commit are answered BUSY.
  package mutating func answerOverdue(at now: Instant) {
    for index in sessions.indices {
      answers += sessions[index].answerOverdue(at: now).map { Answer(bytes: $0.bytes) }
    }
  }

  /// When the next waiting request is overdue.
  package var nextOverdue: Instant? { sessions.compactMap(\.nextOverdue).min() }
}
