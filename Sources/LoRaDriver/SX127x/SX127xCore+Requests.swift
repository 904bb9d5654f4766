// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// What is asked, and when it is done.
extension SX127xCore {
  // MARK: - Asking

  mutating func accept(_ request: ChipRequest, _ id: ChipRequestID, at now: Instant) {
    if phase == .stopped || phase == .stopping { return refuse(id, .shutDown) }
    do throws(RadioError) {
      if case .configure(let channel) = request { try adopt(channel, at: now) }
      try check(request)
      if Self.isHalfDuplex(request), isTransmitting { throw .stillTransmitting }
      queue.append(Job(id: id, request: request))
    } catch {
      refuse(id, error)
    }
  }

  /// The first channel starts the chip; one asked for while it is out of order stays wanted.
  private mutating func adopt(_ channel: RadioChannel, at now: Instant) throws(RadioError) {
    let image = try SX127xImage(channel: channel, settings: settings)
    guard phase == .off || reason != nil else { return }
    adopt(image)
    if phase == .off { restart(at: now) }
  }

  private mutating func adopt(_ image: SX127xImage) {
    if self.image?.channel.frequency != image.channel.frequency { correction.restart() }
    self.image = image
  }

  private func check(_ request: ChipRequest) throws(RadioError) {
    guard let image else { throw .notConfigured }
    if let reason { throw .unreachable(reason) }
    switch request {
    case .configure, .receiveOnce, .sense: break
    case .transmit(let frame):
      guard (1...255).contains(frame.count) else {
        throw .frameBytes(frame.count, largest: 255)
      }
      guard image.channel.modulation.header == .implicit, let count = settings.implicitFrameBytes
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
    (queue + [current].compactMap(\.self)).contains { job in
      if case .transmit = job.request { true } else { false }
    }
  }

  private mutating func refuse(_ id: ChipRequestID, _ error: RadioError) {
    actions.append(.answer(id, .failure(error)))
  }

  mutating func finish(_ answer: ChipAnswer) {
    guard let job = current else { return }
    current = nil
    actions.append(.answer(job.id, .success(answer)))
  }

  // MARK: - Deciding

  /// What comes after a program; whether there is anything to be run.
  mutating func settle(at now: Instant) -> Bool {
    switch phase {
    case .off, .starting, .broken, .stopping, .stopped: return false
    case .listening: return settleListening(at: now)
    case .transmitting, .sensing, .receivingOnce:
      guard let time = edge else {
        poll(operation, at: now)
        return false
      }
      serve(time)
    }
    return true
  }

  private mutating func settleListening(at now: Instant) -> Bool {
    if let time = edge {
      serve(time)
    } else if let image, tuned != image.channel {
      tune(image)
    } else if let image, mustTune {
      mustTune = false
      load(SX127xProgram.listen(image, correction: correction.hertz))
    } else if let job = current {
      resume(job, at: now)
    } else if !queue.isEmpty {
      current = queue.removeFirst()
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
    isEdge = time != nil
    arrivalTime = time
    edge = nil
    levelChecks = 0
    load([.look])
  }

  private mutating func tune(_ image: SX127xImage) {
    let steps = SX127xProgram.tune(image, correction: correction.hertz)
    tuned = image.channel
    guard !isCalibrated(for: image.channel.frequency) else { return load(steps) }
    calibrated = image.channel.frequency
    load(SX127xProgram.calibrate(image) + steps)
  }

  private func isCalibrated(for frequency: Frequency) -> Bool {
    guard let calibrated else { return false }
    return abs(Int(calibrated.hertz) - Int(frequency.hertz)) <= SX127xTimes.calibrationRangeHertz
  }

  /// The receiver is empty: the request begins, or a channel has been tuned to.
  private mutating func resume(_ job: Job, at now: Instant) {
    guard !job.isStarted else { return finish(.tuned) }
    current?.isStarted = true
    do throws(RadioError) {
      try check(job.request)
      try start(job.request, at: now)
    } catch {
      current = nil
      refuse(job.id, error)
    }
  }

  private mutating func start(_ request: ChipRequest, at now: Instant) throws(RadioError) {
    guard let image else { throw .notConfigured }
    switch request {
    case .configure(let channel):
      // The receiver is tuned next, unless it is already.
      if tuned != channel { adopt(try SX127xImage(channel: channel, settings: settings)) }
    case .transmit(let frame):
      var power = SX127xPower(output: settings.output, dBm: settings.powerDBm)
      if power.isHigh, now < highPowerFrom {
        power = power.continuous
        health.poweredDown += 1
      }
      self.power = power
      load(SX127xProgram.transmit(frame, image, power: power))
    case .sense: load(SX127xProgram.sense(image))
    case .receiveOnce(let symbols):
      load(SX127xProgram.receiveOnce(image, symbols: symbols, correction: correction.hertz))
    }
  }

  // MARK: - Time

  mutating func wake(at now: Instant) {
    if let pause {
      if pause.until <= now { resume(pause, at: now) }
      return
    }
    guard outstanding == nil, program.isEmpty else { return }
    switch phase {
    case .broken(let until):
      if until <= now { restart(at: now) }
    case .listening:
      if let due = selfCheckAt, due <= now, let image {
        selfCheckAt = now + SX127xTimes.selfCheck
        load(SX127xProgram.selfCheck(image, correction: correction.hertz))
      } else if let due = pollAt, due <= now {
        serve(nil)
      }
    case .transmitting, .sensing, .receivingOnce:
      if let due = pollAt, due <= now { serve(nil) }
    case .off, .starting, .stopping, .stopped: break
    }
  }

  private mutating func poll(at now: Instant) {
    pollAt = now + (hasInterrupt ? SX127xTimes.slowPoll : pollingPause)
  }

  private mutating func poll(_ operation: SX127xOperation?, at now: Instant) {
    guard let operation else { return }
    pollAt = max(operation.end, min(now + pollingPause, operation.deadline))
    // The end of a single reception may come early, and its time-out never raises the line.
    if phase == .receivingOnce { pollAt = now + pollingPause }
  }

  /// A quarter of the shortest frame, within limits.
  private var pollingPause: Duration {
    let shortest = image?.channel.modulation.timeOnAir(payloadBytes: 1) ?? .zero
    return min(max(shortest / 4, SX127xTimes.fastestPoll), SX127xTimes.slowestPoll)
  }

  // MARK: - Checkpoints

  mutating func reach(_ checkpoint: SX127xStep.Checkpoint, at now: Instant) {
    switch checkpoint {
    case .calibrated: calibrated = image?.channel.frequency
    case .listening: beginListening(at: now)
    case .keyed: key(at: now)
    case .sensing:
      begin(.sensing, within: symbols(4), at: now)
    case .receivingOnce:
      guard case .receiveOnce(let count) = current?.request else { return }
      framesSeen = nil
      let frame = image?.channel.modulation.timeOnAir(payloadBytes: 255) ?? .zero
      begin(.receivingOnce, within: symbols(min(max(count, 4), 1_023)) + frame, at: now)
    case .slept:
      phase = .stopped
      actions.append(.stopped)
    }
  }

  private func symbols(_ count: Int) -> Duration {
    (image?.channel.modulation.symbolDuration ?? .zero) * count
  }

  /// A frame counts from here on, whatever becomes of it.
  private mutating func key(at now: Instant) {
    guard case .transmit(let frame) = current?.request, let image else { return }
    let airtime = image.channel.modulation.timeOnAir(payloadBytes: frame.count)
    health.airtime += airtime
    if power?.isHigh == true { highPowerFrom = now + airtime * SX127xPower.highPowerPause }
    begin(.transmitting, within: airtime + SX127xTimes.ramps, at: now)
  }

  private mutating func begin(_ next: Phase, within time: Duration, at now: Instant) {
    phase = next
    edge = nil
    operation = SX127xOperation(end: now + time, deadline: now + time * 1.5 + SX127xTimes.grace)
  }

  private mutating func beginListening(at now: Instant) {
    phase = .listening
    operation = nil
    framesSeen = nil
    levelChecks = 0
    listeningSince = listeningSince ?? now
    selfCheckAt = selfCheckAt ?? now + SX127xTimes.selfCheck
    guard reason != nil else { return }
    reason = nil
    actions.append(.report(.recovered))
  }
}
