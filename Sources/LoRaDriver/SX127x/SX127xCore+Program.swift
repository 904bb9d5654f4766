// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// The program: one step after the other, and what comes back.
extension SX127xCore {
  package mutating func begin(_ step: SX127xStep, at now: Instant) {
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
    case .calibrated: calibrated = image?.channel.frequency
    case .idle: read(SX127xSnapshot.start, SX127xSnapshot.count, .idle)
    case .temperature: read(.temperature, 1, .temperature)
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
    state.actions.append(.transfer(write.message))
  }

  mutating func read(_ register: SX127xRegister, _ count: Int, _ transfer: SX127xTransfer) {
    outstanding = transfer
    state.actions.append(.transfer([register.rawValue] + [UInt8](repeating: 0, count: count)))
  }

  // MARK: - Outcomes

  package mutating func take(_ bytes: [UInt8], at now: Instant) {
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
    case .idle: takeIdle(values)
    case .temperature: takeTemperature(values)
    case .check(let write, let isSecond): check(write, values, isSecond: isSecond, at: now)
    case .line, .ignored: break
    }
  }

  private mutating func compare(
    _ write: SX127xWrite, _ values: [UInt8], attempt: Int, at now: Instant
  ) {
    guard values != write.bytes else { return }
    state.health.corruptTransfers += 1
    guard attempt < ChipTimes.attempts else {
      if write.readBack == .same { fail(.register(write.register), at: now) }
      return
    }
    send(write, attempt: attempt + 1)
  }

  private mutating func compare(
    _ frame: [UInt8], _ values: [UInt8], attempt: Int, at now: Instant
  ) {
    guard values != frame else { return }
    state.health.corruptTransfers += 1
    guard attempt < ChipTimes.attempts else { return fail(.buffer, at: now) }
    program = [.load(frame, attempt: attempt + 1)] + program
  }

  private mutating func check(
    _ write: SX127xWrite, _ values: [UInt8], isSecond: Bool, at now: Instant
  ) {
    guard values != write.bytes else { return }
    guard isSecond else {
      state.health.corruptTransfers += 1
      return read(write.register, write.bytes.count, .check(write, isSecond: true))
    }
    state.health.lostRegisters += 1
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
        ((0x11...0x13).contains(value), .version(value), ChipTimes.identificationPause)
      case .calibration:
        (value & 0x20 == 0, .calibration, SX127xTimes.confirmation)
      }
    guard !isReached else { return }
    guard now < confirmation.deadline else { return fail(fault, at: now) }
    pause = SX127xPause(until: now + wait, confirmation: confirmation)
  }

  package mutating func endPause(at now: Instant) {
    let confirmation = pause?.confirmation
    pause = nil
    guard var confirmation else { return }
    guard case .mode(let mode) = confirmation.aim, confirmation.repeatAt <= now else {
      return confirm(confirmation)
    }
    confirmation.repeatAt = now + SX127xTimes.modeRepeat
    outstanding = .repeated(confirmation)
    state.actions.append(.transfer(SX127xWrite.unchecked(.opMode, mode).message))
  }
}
