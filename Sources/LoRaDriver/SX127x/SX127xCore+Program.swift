// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// The program: one step after the other, and what comes back.
extension SX127xCore {
  mutating func load(_ steps: [SX127xStep]) { program = steps[...] }

  mutating func run(at now: Instant) {
    // Ends: settling either loads a program or says that there is nothing to do.
    while outstanding == nil, pause == nil {
      if let step = program.popFirst() {
        begin(step, at: now)
      } else if !settle(at: now) {
        return
      }
    }
  }

  private mutating func begin(_ step: SX127xStep, at now: Instant) {
    switch step {
    case .write(let write): send(write, attempt: 1)
    case .enter(let mode):
      program = [.awaitMode(mode)] + program
      send(.unchecked(.opMode, mode), attempt: 1)
    case .awaitMode(let mode): confirm(.mode(mode), within: SX127xTimes.modeChange, at: now)
    case .load(let frame, let attempt): program = Self.loading(frame, attempt: attempt) + program
    case .compare(let frame, let attempt):
      read(.fifo, frame.count, .compare(frame, attempt: attempt))
    case .identify: confirm(.version, within: SX127xTimes.identification, at: now)
    case .awaitCalibration: confirm(.calibration, within: SX127xTimes.calibration, at: now)
    case .wait(let time): pause = SX127xPause(until: now + time)
    case .resetLow: drive(.resetLow)
    case .resetReleased: drive(.resetReleased)
    case .level: drive(.readLevel)
    case .look: read(SX127xSnapshot.start, SX127xSnapshot.count, .look(isSecond: false))
    case .fetch(let count): read(.fifo, count, .fetch)
    case .position: read(.fifoRxByteAddr, 6, .position)
    case .check(let write): read(write.register, write.bytes.count, .check(write, isSecond: false))
    case .checkpoint(let checkpoint): reach(checkpoint, at: now)
    }
  }

  private static func loading(_ frame: [UInt8], attempt: Int) -> ArraySlice<SX127xStep> {
    let start = SX127xStep.write(.unchecked(.fifoAddrPtr, 0x00))
    let write = SX127xWrite(.fifo, bytes: frame, readBack: .changes)
    return [start, .write(write), start, .compare(frame, attempt: attempt)]
  }

  private mutating func send(_ write: SX127xWrite, attempt: Int) {
    outstanding = .write(write, attempt: attempt)
    actions.append(.transfer(write.message))
  }

  mutating func read(_ register: SX127xRegister, _ count: Int, _ transfer: SX127xTransfer) {
    outstanding = transfer
    actions.append(.transfer([register.rawValue] + [UInt8](repeating: 0, count: count)))
  }

  private mutating func drive(_ action: ChipAction) {
    outstanding = .line
    actions.append(action)
  }

  // MARK: - Outcomes

  mutating func take(_ bytes: [UInt8], at now: Instant) {
    guard let transfer = outstanding else { return }
    outstanding = nil
    let values = Array(bytes.dropFirst())
    switch transfer {
    case .write(let write, let attempt):
      guard write.readBack != .changes else { return }
      read(write.register, write.bytes.count, .readBack(write, attempt: attempt))
    case .readBack(let write, let attempt): compare(write, values, attempt: attempt, at: now)
    case .confirm(let confirmation): judge(values.first, confirmation, at: now)
    case .repeated(let confirmation): confirm(confirmation)
    case .compare(let frame, let attempt): compare(frame, values, attempt: attempt, at: now)
    case .look(let isSecond): look(values, isSecond: isSecond, at: now)
    case .fetch: arrival?.frame = values
    case .position: takePosition(values)
    case .check(let write, let isSecond): check(write, values, isSecond: isSecond, at: now)
    case .line, .abandoned: break
    }
  }

  mutating func takeLine(_ event: ChipEvent) {
    let isAwaited = if case .line = outstanding { true } else { false }
    outstanding = nil
    guard isAwaited, event == .level(.high) else { return }
    levelChecks += 1
    guard levelChecks <= SX127xTimes.levelChecks else {
      // Left alone: what matters is found by looking now and then.
      health.stuckLines += 1
      return
    }
    isEdge = false
    program = [.look] + program
  }

  private mutating func compare(
    _ write: SX127xWrite, _ values: [UInt8], attempt: Int, at now: Instant
  ) {
    guard values != write.bytes else { return }
    health.corruptTransfers += 1
    guard attempt < SX127xTimes.attempts else {
      if write.readBack == .same { fail(.register(write.register), at: now) }
      return
    }
    send(write, attempt: attempt + 1)
  }

  private mutating func compare(
    _ frame: [UInt8], _ values: [UInt8], attempt: Int, at now: Instant
  ) {
    guard values != frame else { return }
    health.corruptTransfers += 1
    guard attempt < SX127xTimes.attempts else { return fail(.buffer, at: now) }
    program = [.load(frame, attempt: attempt + 1)] + program
  }

  private mutating func check(
    _ write: SX127xWrite, _ values: [UInt8], isSecond: Bool, at now: Instant
  ) {
    guard values != write.bytes else { return }
    guard isSecond else {
      health.corruptTransfers += 1
      return read(write.register, write.bytes.count, .check(write, isSecond: true))
    }
    health.lostRegisters += 1
    fail(.forgotten, at: now)
  }

  // MARK: - Waiting

  private mutating func confirm(
    _ aim: SX127xConfirmation.Aim, within limit: Duration, at now: Instant
  ) {
    confirm(
      SX127xConfirmation(
        aim: aim, deadline: now + limit, repeatAt: now + SX127xTimes.modeRepeat))
  }

  private mutating func confirm(_ confirmation: SX127xConfirmation) {
    let register: SX127xRegister =
      switch confirmation.aim {
      case .mode: .opMode
      case .version: .version
      case .calibration: .imageCal
      }
    read(register, 1, .confirm(confirmation))
  }

  private mutating func judge(
    _ value: UInt8?, _ confirmation: SX127xConfirmation, at now: Instant
  ) {
    let value = value ?? 0
    let (isReached, fault, wait): (Bool, SX127xFault, Duration) =
      switch confirmation.aim {
      case .mode(let mode):
        (value == mode, .mode(mode, found: value), SX127xTimes.confirmation)
      case .version:
        ((0x11...0x13).contains(value), .version(value), SX127xTimes.identificationPause)
      case .calibration:
        (value & 0x20 == 0, .calibration, SX127xTimes.confirmation)
      }
    guard !isReached else { return }
    guard now < confirmation.deadline else { return fail(fault, at: now) }
    pause = SX127xPause(until: now + wait, confirmation: confirmation)
  }

  /// The end of a pause.
  mutating func resume(_ pause: SX127xPause, at now: Instant) {
    self.pause = nil
    guard var confirmation = pause.confirmation else { return }
    guard case .mode(let mode) = confirmation.aim, confirmation.repeatAt <= now else {
      return confirm(confirmation)
    }
    confirmation.repeatAt = now + SX127xTimes.modeRepeat
    outstanding = .repeated(confirmation)
    actions.append(.transfer(SX127xWrite.unchecked(.opMode, mode).message))
  }
}
