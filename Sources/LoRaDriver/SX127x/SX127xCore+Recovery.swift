// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// What goes wrong, and how it is mended.
extension SX127xCore {
  /// Brings the chip from any state to listening.
  mutating func restart(at now: Instant) {
    guard let image else { return }
    phase = .starting
    health.resets += 1
    tuned = image.channel
    calibrated = nil
    listeningSince = nil
    selfCheckAt = nil
    mustTune = false
    load(
      SX127xProgram.start(image, hasReset: hasReset)
        + SX127xProgram.tune(image, correction: correction.hertz))
  }

  /// Drops what is at work, and starts the chip again: at once the first time, later after a pause.
  mutating func fail(_ fault: SX127xFault, at now: Instant) {
    abandon()
    guard phase != .stopping else {
      phase = .stopped
      actions.append(.stopped)
      return
    }
    let description = description(of: fault)
    failRequests(fault, description)
    if reason == nil { actions.append(.report(.fault(.unreachable(description)))) }
    reason = description
    if let since = listeningSince, now - since >= SX127xTimes.steady { attempts = 0 }
    let wait = attempts == 0 ? .zero : pauseBeforeAttempt
    attempts += 1
    phase = .broken(until: now + wait)
    if wait == .zero { restart(at: now) }
  }

  private func description(of fault: SX127xFault) -> String {
    guard !hasReset, attempts > 1 else { return fault.description }
    return fault.description + "; no reset line is wired: switch the power off and on"
  }

  private var pauseBeforeAttempt: Duration {
    let doublings = min(attempts - 1, 10)
    return min(SX127xTimes.firstPause * (1 << doublings), SX127xTimes.longestPause)
  }

  private mutating func abandon() {
    program = []
    outstanding = nil
    pause = nil
    arrival = nil
    arrivalTime = nil
    edge = nil
    operation = nil
    pollAt = nil
  }

  /// A frame that was keyed may have been sent.
  private mutating func failRequests(_ fault: SX127xFault, _ description: String) {
    if let job = current {
      let error: RadioError =
        switch (phase, fault) {
        case (.transmitting, .endless): .noAnswer
        case (.transmitting, _): .interrupted(description)
        default: .unreachable(description)
        }
      actions.append(.answer(job.id, .failure(error)))
    }
    current = nil
    for job in queue { actions.append(.answer(job.id, .failure(.unreachable(description)))) }
    queue = []
  }

  /// Puts the chip to sleep, whatever it does; a frame on the air breaks off.
  mutating func stop() {
    guard phase != .stopping, phase != .stopped else { return }
    let jobs = [current].compactMap(\.self) + queue
    for job in jobs { actions.append(.answer(job.id, .failure(.shutDown))) }
    current = nil
    queue = []
    let isUnderWay = outstanding != nil
    let wasReached = reason == nil && phase != .off
    abandon()
    if isUnderWay { outstanding = .abandoned }
    phase = .stopping
    guard wasReached, let image else {
      phase = .stopped
      actions.append(.stopped)
      return
    }
    load(SX127xProgram.stop(port: image.port))
  }
}
