// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// Steps that a MeshCore modem is led through.
struct MeshCoreScript: Sendable, Equatable {
  /// What comes at their end.
  enum Purpose: Sendable, Equatable {
    case start
    case tuning(RadioChannel)
    case sensing
    case checkup
  }

  var purpose: Purpose
  /// The first one waits for its answer.
  var steps: [MeshCoreStep]
  var deadline: Instant
  var isRepeated = false
}

extension MeshCoreModem {
  // MARK: - Beginnings

  mutating func detect(attempt: Int, at now: Instant) -> [SerialAction] {
    tuned = nil
    state = .detecting(attempt: attempt, until: now + MeshCoreTimes.detection.pause)
    return [.write(MeshCoreCommand.ping.frame())]
  }

  private mutating func start(at now: Instant) -> [SerialAction] {
    // These two are not answered.
    let silent =
      KISSFrame.encoded(type: MeshCoreFrame.transmitDelay.rawValue, [0])
      + KISSFrame.encoded(type: MeshCoreFrame.fullDuplex.rawValue, [1])
    let report = MeshCoreStep(command: .setSignalReport, data: [1], expectation: .bytes([1]))
    return [.write(silent)] + run(.start, [report], at: now)
  }

  mutating func tune(to channel: RadioChannel, at now: Instant) -> [SerialAction] {
    guard channel.modulation.header == .explicit else {
      wanted = tuned
      state = .idle(checkup: now + MeshCoreTimes.checkup)
      return fail(.unsupportedChannel("MeshCore sends explicit headers only"))
    }
    return run(.tuning(channel), MeshCoreStep.tuning(channel, powerDBm: powerDBm), at: now)
  }

  mutating func run(
    _ purpose: MeshCoreScript.Purpose, _ steps: [MeshCoreStep], at now: Instant
  ) -> [SerialAction] {
    proceed(MeshCoreScript(purpose: purpose, steps: steps, deadline: now), at: now)
  }

  private mutating func proceed(_ script: MeshCoreScript, at now: Instant) -> [SerialAction] {
    guard let step = script.steps.first else { return finish(script.purpose, at: now) }
    var script = script
    script.deadline = now + MeshCoreTimes.answer
    state = .stepping(script)
    return [.write(step.command.frame(step.data))]
  }

  // MARK: - Answers

  /// An answer with a code of its own, or a plain one.
  mutating func noteAnswer(
    _ code: UInt8, _ data: [UInt8], at now: Instant
  ) -> [SerialAction] {
    if case .detecting = state, code == MeshCoreCommand.ping.answer {
      hasAnswered = true
      return start(at: now)
    }
    guard case .stepping(var script) = state, let step = script.steps.first else { return [] }
    if code == MeshCoreAnswer.failed { return refuse(step, script.purpose, data, at: now) }
    guard code == step.command.answer ?? MeshCoreAnswer.done else { return [] }
    if let objection = step.objection(to: data) {
      guard script.purpose != .checkup else {
        return lose(.interrupted("the modem lost its settings: \(objection)"), at: now)
      }
      return refuse(.refused(objection), at: now)
    }
    if script.purpose == .sensing {
      state = .idle(checkup: now + MeshCoreTimes.checkup)
      return [answer(.success(.sensed(data.first == 0 ? .clear : .busy)))]
    }
    script.steps.removeFirst()
    script.isRepeated = false
    return proceed(script, at: now)
  }

  private mutating func finish(
    _ purpose: MeshCoreScript.Purpose, at now: Instant
  ) -> [SerialAction] {
    state = .idle(checkup: now + MeshCoreTimes.checkup)
    switch purpose {
    case .start:
      if let wanted { return tune(to: wanted, at: now) }
    case .tuning(let channel): return settle(on: channel, at: now)
    case .sensing, .checkup: break
    }
    return serve(at: now)
  }

  private mutating func settle(on channel: RadioChannel, at now: Instant) -> [SerialAction] {
    tuned = channel
    return settled(on: channel, at: now)
  }

  // MARK: - Failures

  private mutating func refuse(
    _ step: MeshCoreStep, _ purpose: MeshCoreScript.Purpose, _ data: [UInt8], at now: Instant
  ) -> [SerialAction] {
    let fault = data.first.flatMap(MeshCoreFault.init)
    let reason = fault?.description ?? "error \(data.first ?? 0)"
    return refuse(.refused("the modem does not take \(step.command): \(reason)"), at: now)
  }

  /// The modem does not do what is asked; the next request tries again.
  private mutating func refuse(_ error: RadioError, at now: Instant) -> [SerialAction] {
    if case .stepping(let script) = state, script.purpose != .sensing { tuned = nil }
    state = .idle(checkup: now + MeshCoreTimes.checkup)
    switch outstanding {
    case .configure, .sense: return [answer(.failure(error))]
    // It was tuning by itself.
    case .transmit, nil: return fail(error)
    }
  }

  /// The modem lost its settings.
  private mutating func lose(_ error: RadioError, at now: Instant) -> [SerialAction] {
    fail(error) + detect(attempt: 1, at: now)
  }

  mutating func timeOut(at now: Instant) -> [SerialAction] {
    var actions: [SerialAction] = []
    if let unreported, unreported.until <= now { actions += deliver() }
    guard let deadline = stateDeadline, deadline <= now else { return actions }
    switch state {
    case .closed: break
    case .detecting(let attempt, _): actions += miss(attempt, at: now)
    case .stepping(let script): actions += miss(script, at: now)
    case .transmitting: actions += lose(.noAnswer, at: now)
    case .idle:
      state = .idle(checkup: now + MeshCoreTimes.checkup)
      if let tuned { actions += run(.checkup, [MeshCoreStep.checkup(tuned)], at: now) }
    }
    return actions
  }

  private mutating func miss(_ attempt: Int, at now: Instant) -> [SerialAction] {
    guard attempt >= MeshCoreTimes.detection.attempts else {
      return detect(attempt: attempt + 1, at: now)
    }
    let reason =
      decoder.strangeBytes > 0
      ? "what answers is no MeshCore KISS modem; is another firmware on it? See: loragw doctor"
        + " --probe"
      : "no MeshCore KISS modem answers; is that firmware on it, and is it the right device?"
    state = .closed
    return fail(.refused(reason)) + [.reopen(reason)]
  }

  private mutating func miss(_ script: MeshCoreScript, at now: Instant) -> [SerialAction] {
    guard script.isRepeated else {
      var again = script
      again.isRepeated = true
      return proceed(again, at: now)
    }
    state = .closed
    return fail(.noAnswer) + [.reopen("the modem does not answer")]
  }
}
