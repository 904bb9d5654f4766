// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// What goes wrong, and how it is mended.
extension ChipDriver {
  /// Brings the chip from any state to listening.
  mutating func restart(at now: Instant) {
    guard let image else { return }
    state.phase = .starting
    state.health.resets += 1
    state.tuned = image.channel
    state.listeningSince = nil
    state.selfCheckAt = nil
    load(startingSteps(image))
  }

  /// Drops what is at work, and starts the chip again: at once the first time, later after a pause.
  mutating func fail(_ fault: Fault, at now: Instant) {
    abandon()
    guard state.phase != .stopping else {
      state.phase = .stopped
      state.actions.append(.stopped)
      return
    }
    let description = description(of: fault)
    failRequests(fault, description)
    if state.reason == nil { state.actions.append(.report(.fault(.unreachable(description)))) }
    state.reason = description
    if let since = state.listeningSince, now - since >= ChipTimes.steady { state.attempts = 0 }
    let wait = state.attempts == 0 ? .zero : pauseBeforeAttempt
    state.attempts += 1
    state.phase = .broken(until: now + wait)
    if wait == .zero { restart(at: now) }
  }

  private func description(of fault: Fault) -> String {
    guard !state.hasReset, state.attempts > 1 else { return fault.description }
    return fault.description + "; no reset line is wired: switch the power off and on"
  }

  private var pauseBeforeAttempt: Duration {
    let doublings = min(state.attempts - 1, 10)
    return min(ChipTimes.firstPause * (1 << doublings), ChipTimes.longestPause)
  }

  private mutating func abandon() {
    program = []
    outstanding = nil
    forget()
    state.arrivalTime = nil
    state.edge = nil
    state.operation = nil
    state.pollAt = nil
  }

  /// A frame that was keyed may have been sent.
  private mutating func failRequests(_ fault: Fault, _ description: String) {
    if let job = state.current {
      let error: RadioError =
        switch state.phase {
        case .transmitting: fault == .endless ? .noAnswer : .interrupted(description)
        default: .unreachable(description)
        }
      state.actions.append(.answer(job.id, .failure(error)))
    }
    state.current = nil
    for job in state.queue {
      state.actions.append(.answer(job.id, .failure(.unreachable(description))))
    }
    state.queue = []
  }

  /// Puts the chip to sleep, whatever it does; a frame on the air breaks off.
  mutating func stop() {
    guard state.phase != .stopping, state.phase != .stopped else { return }
    let jobs = [state.current].compactMap(\.self) + state.queue
    for job in jobs { state.actions.append(.answer(job.id, .failure(.shutDown))) }
    state.current = nil
    state.queue = []
    let isUnderWay = outstanding != nil
    let wasReached = state.reason == nil && state.phase != .off
    abandon()
    if isUnderWay { outstanding = .ignored }
    state.phase = .stopping
    guard wasReached, let image else {
      state.phase = .stopped
      state.actions.append(.stopped)
      return
    }
    load(stoppingSteps(image))
  }
}
