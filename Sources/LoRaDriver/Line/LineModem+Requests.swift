// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// What is asked, what comes of it, and what goes wrong.
extension LineModem {
  // MARK: - Requests

  mutating func accept(_ request: SerialRequest, at now: Instant) {
    if let error = objection(to: request) {
      actions.append(.answer(.failure(error)))
      return
    }
    self.request = request
    if case .configure(let channel) = request {
      wanted = channel
      if case .resting(_, .tryAgain) = phase { phase = .running }
    }
    if case .resting(_, .listen) = phase { phase = .running }
  }

  private func objection(to request: SerialRequest) -> RadioError? {
    guard phase != .closed else {
      return .unreachable(reason.map { Self.text(of: $0) } ?? "the device is not open")
    }
    switch request {
    case .configure: return nil
    case .sense: return .unsupported
    case .transmit(let frame, _):
      let largest = capabilities.largestFrameBytes
      guard (1...largest).contains(frame.count) else {
        return .frameBytes(frame.count, largest: largest)
      }
      guard wanted != nil else { return .notConfigured }
      guard let reason, isResting else { return nil }
      return .unreachable(Self.text(of: reason))
    }
  }

  /// Whether it waits before it tries again.
  private var isResting: Bool {
    switch phase {
    case .resting(_, .tryAgain), .resting(_, .reopen): true
    default: false
    }
  }

  mutating func answer(_ result: Result<SerialAnswer, RadioError>) {
    guard request != nil else { return }
    request = nil
    actions.append(.answer(result))
  }

  /// A fault is told once; the reason may become another one.
  mutating func report(_ error: RadioError) {
    let isKnown = reason != nil
    reason = error
    guard !isKnown else { return }
    actions.append(.report(.fault(error)))
  }

  // MARK: - Outcomes

  mutating func act(on outcome: LineOutcome, at now: Instant) {
    switch outcome {
    case .done: setStep(nil)
    case .keyed(let patience): stepDeadline = now + patience
    case .sent:
      setStep(nil)
      answer(.success(.done))
      phase = .resting(until: now + LineTimes.lull, then: .listen)
    case .frameRefused(let error):
      setStep(nil)
      answer(.failure(error))
    case .rejected(let error): reject(error, at: now)
    case .broken(let error): fail(error, at: now)
    case .later(let pause):
      setStep(nil)
      phase = .resting(until: now + pause, then: .goOn)
    case .restarted(let pause): noteRestart(pause, at: now)
    case .received(let frame): actions.append(.report(.received(frame)))
    }
  }

  /// Goes back to the channel before; without one in force it can only try again later.
  mutating func reject(_ error: RadioError, at now: Instant) {
    setStep(nil)
    if case .configure = request {
      answer(.failure(error))
      wanted = former
    } else {
      failRequest(error)
      report(error)
      dialect.forget(resetting: false)
      phase = .resting(until: now + LineTimes.longestPause, then: .tryAgain)
    }
  }

  private mutating func noteRestart(_ pause: Duration, at now: Instant) {
    let error = RadioError.interrupted("the modem restarted; check its power supply")
    failRequest(error)
    setStep(nil)
    report(error)
    dialect.forget(resetting: false)
    phase = .resting(until: now + pause, then: .goOn)
  }

  /// Restarts the modem, or has it opened again when it says nothing.
  mutating func fail(_ error: RadioError, at now: Instant) {
    let isStillSearching = !hasAnswered && attempts < baudRates.count
    if !isStillSearching {
      failRequest(error)
      report(error)
    }
    setStep(nil)
    let pause = attempts == 0 ? .zero : pauseBeforeAttempt
    attempts += 1
    let canReset = hasAnswered && attempts <= LineTimes.resets
    dialect.forget(resetting: canReset)
    phase = .resting(until: now + pause, then: canReset ? .tryAgain : .reopen("\(error)"))
  }

  private var pauseBeforeAttempt: Duration {
    min(LineTimes.firstPause * (1 << min(attempts - 1, 10)), LineTimes.longestPause)
  }

  /// A frame that was handed over may have been sent.
  mutating func failRequest(_ error: RadioError) {
    switch request {
    case .none: break
    case .configure, .sense: answer(.failure(error))
    case .transmit:
      guard let step, dialect.isSending(step) else {
        return answer(.failure(.unreachable(Self.text(of: error))))
      }
      answer(.failure(error == .noAnswer ? .noAnswer : .interrupted(Self.text(of: error))))
    }
  }

  private static func text(of error: RadioError) -> String {
    switch error {
    case .unreachable(let text), .interrupted(let text): text
    default: error.description
    }
  }
}
