// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// What is asked, and when it is done.
extension ChipDriver {
  // MARK: - Asking

  mutating func accept(_ request: ChipRequest, _ id: ChipRequestID, at now: Instant) {
    if state.phase == .stopped || state.phase == .stopping { return refuse(id, .shutDown) }
    do throws(RadioError) {
      if case .configure(let channel) = request { try adopt(channel, at: now) }
      try check(request)
      if Self.isHalfDuplex(request), isTransmitting { throw .stillTransmitting }
      state.queue.append(ChipState.Job(id: id, request: request))
    } catch {
      refuse(id, error)
    }
  }

  /// The first channel starts the chip; one asked for while it is out of order stays wanted.
  private mutating func adopt(_ channel: RadioChannel, at now: Instant) throws(RadioError) {
    let image = try image(for: channel)
    guard state.phase == .off || state.reason != nil else { return }
    want(image)
    if state.phase == .off { restart(at: now) }
  }

  private func check(_ request: ChipRequest) throws(RadioError) {
    guard let image else { throw .notConfigured }
    if let reason = state.reason { throw .unreachable(reason) }
    switch request {
    case .configure, .receiveOnce, .sense: break
    case .transmit(let frame):
      guard (1...255).contains(frame.count) else {
        throw .frameBytes(frame.count, largest: 255)
      }
      guard image.channel.modulation.header == .implicit, let count = implicitFrameBytes
      else { return }
      guard frame.count == count else {
        throw .refused("frames without header have \(count) bytes here, not \(frame.count)")
      }
    }
  }

  private static func isHalfDuplex(_ request: ChipRequest) -> Bool {
    switch request {
    case .transmit, .sense: true
    case .configure, .receiveOnce: false
    }
  }

  private var isTransmitting: Bool {
    (state.queue + [state.current].compactMap(\.self)).contains { job in
      if case .transmit = job.request { true } else { false }
    }
  }

  private mutating func refuse(_ id: ChipRequestID, _ error: RadioError) {
    state.actions.append(.answer(id, .failure(error)))
  }

  mutating func finish(_ answer: ChipAnswer) {
    guard let job = state.current else { return }
    state.current = nil
    state.actions.append(.answer(job.id, .success(answer)))
  }

  // MARK: - Deciding

  /// What comes after a program; whether there is anything to be run.
  mutating func settle(at now: Instant) -> Bool {
    switch state.phase {
    case .off, .starting, .broken, .stopping, .stopped: return false
    case .listening: return settleListening(at: now)
    case .transmitting, .sensing, .receivingOnce:
      guard let time = state.edge else {
        poll(state.operation, at: now)
        return false
      }
      serve(time)
    }
    return true
  }

  private mutating func settleListening(at now: Instant) -> Bool {
    if let time = state.edge {
      serve(time)
    } else if let image, state.tuned != image.channel {
      let steps = tuningSteps(image)
      state.tuned = image.channel
      load(steps)
    } else if let image, let steps = retuningSteps(image) {
      load(steps)
    } else if let job = state.current {
      resume(job, at: now)
    } else if !state.queue.isEmpty {
      state.current = state.queue.removeFirst()
      // What has been received must not be lost to what comes now.
      serve(nil)
    } else {
      poll(at: now)
      return false
    }
    return true
  }

  /// Looks at the flags, because of an edge or of its own accord.
  private mutating func serve(_ time: Instant?) {
    state.isEdge = time != nil
    state.arrivalTime = time
    state.edge = nil
    state.levelChecks = 0
    load([.look])
  }

  /// The receiver is empty: the request begins, or a channel has been tuned to.
  private mutating func resume(_ job: ChipState.Job, at now: Instant) {
    guard !job.isStarted else { return finish(.tuned) }
    state.current?.isStarted = true
    do throws(RadioError) {
      try check(job.request)
      try start(job.request, at: now)
    } catch {
      state.current = nil
      refuse(job.id, error)
    }
  }

  private mutating func start(_ request: ChipRequest, at now: Instant) throws(RadioError) {
    guard let image else { throw .notConfigured }
    switch request {
    case .configure(let channel):
      // The receiver is tuned next, unless it is already.
      if state.tuned != channel { want(try self.image(for: channel)) }
    case .transmit(let frame): load(transmittingSteps(frame, image, at: now))
    case .sense: load(sensingSteps(image))
    case .receiveOnce(let symbols): load(receivingSteps(image, symbols: symbols))
    }
  }

  // MARK: - Time

  mutating func wake(at now: Instant) {
    if let pausedUntil {
      if pausedUntil <= now { endPause(at: now) }
      return
    }
    guard outstanding == nil, program.isEmpty else { return }
    switch state.phase {
    case .broken(let until):
      if until <= now { restart(at: now) }
    case .listening:
      if let due = state.selfCheckAt, due <= now, let image {
        state.selfCheckAt = now + ChipTimes.selfCheck
        load(checkingSteps(image))
      } else if let due = state.pollAt, due <= now {
        serve(nil)
      }
    case .transmitting, .sensing, .receivingOnce:
      if let due = state.pollAt, due <= now { serve(nil) }
    case .off, .starting, .stopping, .stopped: break
    }
  }

  private mutating func poll(at now: Instant) {
    state.pollAt = now + (state.hasInterrupt ? ChipTimes.slowPoll : pollingPause)
  }

  private mutating func poll(_ operation: ChipState.Operation?, at now: Instant) {
    guard let operation else { return }
    state.pollAt = max(operation.end, min(now + pollingPause, operation.deadline))
    // The end of a single reception may come early, and its time-out never raises the line.
    if state.phase == .receivingOnce { state.pollAt = now + pollingPause }
  }

  /// A quarter of the shortest frame, within limits.
  private var pollingPause: Duration {
    let shortest = image?.channel.modulation.timeOnAir(payloadBytes: 1) ?? .zero
    return min(max(shortest / 4, ChipTimes.fastestPoll), ChipTimes.slowestPoll)
  }

  // MARK: - Checkpoints

  mutating func reach(_ checkpoint: ChipCheckpoint, at now: Instant) {
    switch checkpoint {
    case .listening: beginListening(at: now)
    case .keyed: key(at: now)
    case .sensing: begin(.sensing, within: symbols(Self.sensingSymbols), at: now)
    case .receivingOnce:
      guard case .receiveOnce(let count) = state.current?.request else { return }
      noteReceptionBegins()
      let frame = image?.channel.modulation.timeOnAir(payloadBytes: 255) ?? .zero
      begin(.receivingOnce, within: symbols(min(max(count, 4), 1_023)) + frame, at: now)
    case .slept:
      state.phase = .stopped
      state.actions.append(.stopped)
    }
  }

  private func symbols(_ count: Int) -> Duration {
    (image?.channel.modulation.symbolDuration ?? .zero) * count
  }

  /// A frame counts from here on, whatever becomes of it.
  private mutating func key(at now: Instant) {
    guard case .transmit(let frame) = state.current?.request, let image else { return }
    let airtime = image.channel.modulation.timeOnAir(payloadBytes: frame.count)
    state.health.airtime += airtime
    noteKeyed(airtime, at: now)
    begin(.transmitting, within: airtime + ChipTimes.ramps, at: now)
  }

  private mutating func begin(_ next: ChipState.Phase, within time: Duration, at now: Instant) {
    state.phase = next
    state.edge = nil
    state.operation = ChipState.Operation(
      end: now + time, deadline: now + time * 1.5 + ChipTimes.grace)
  }

  private mutating func beginListening(at now: Instant) {
    state.phase = .listening
    state.operation = nil
    noteReceptionBegins()
    state.levelChecks = 0
    state.listeningSince = state.listeningSince ?? now
    state.selfCheckAt = state.selfCheckAt ?? now + ChipTimes.selfCheck
    guard state.reason != nil else { return }
    state.reason = nil
    state.actions.append(.report(.recovered))
  }
}
