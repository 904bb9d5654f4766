// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// The program: one step after the other, and what comes back.
extension SX126xCore {
  package mutating func begin(_ step: SX126xStep, at now: Instant) {
    switch step {
    case .command(let bytes): send(bytes, .ignored)
    case .change(let register, let change, let attempt):
      guard case .setting(let bytes) = change else {
        return read(register, 1, .reading(step))
      }
      write(register, bytes, change, attempt: attempt)
    case .verify(let register, let bytes, _, _), .check(let register, let bytes):
      read(register, bytes.count, .reading(step))
    case .load(let frame, let attempt):
      program = [.compare(frame, attempt: attempt)] + program
      send([SX126xCommand.writeBuffer.rawValue, 0x00] + frame, .ignored)
    case .compare(let frame, _): fetch(from: 0, frame.count, .reading(step))
    case .fetch(let start, let count): fetch(from: start, count, .reading(step))
    case .awaitStandby: send([SX126xCommand.setStandby.rawValue, 0x00], .reading(step))
    case .checkOscillator: ask(.getDeviceErrors, 2, .reading(step))
    case .look: ask(.getIRQStatus, 2, .reading(step))
    case .place: ask(.getRXBufferStatus, 2, .reading(step))
    case .levels: ask(.getPacketStatus, 3, .reading(step))
    case .frequencyError: read(.frequencyError, 3, .reading(step))
    case .strength: ask(.getRSSI, 1, .reading(step))
    case .checkType: ask(.getPacketType, 1, .reading(step))
    case .wait(let time): pausedUntil = now + time
    case .resetLow: drive(.resetLow)
    case .resetReleased: drive(.resetReleased)
    case .connect(let path): drive(.connect(path))
    case .level: drive(.readLevel)
    case .checkpoint(let checkpoint): reach(checkpoint, at: now)
    }
  }

  // MARK: - Wires

  private mutating func send(_ bytes: [UInt8], _ transfer: SX126xTransfer) {
    outstanding = transfer
    state.actions.append(.transfer(bytes))
  }

  /// A command whose answer follows the status.
  private mutating func ask(_ command: SX126xCommand, _ count: Int, _ transfer: SX126xTransfer) {
    send([command.rawValue, 0x00] + [UInt8](repeating: 0, count: count), transfer)
  }

  private mutating func read(_ register: SX126xRegister, _ count: Int, _ transfer: SX126xTransfer) {
    let zeros = [UInt8](repeating: 0, count: count + 1)
    send([SX126xCommand.readRegister.rawValue] + register.bytes + zeros, transfer)
  }

  private mutating func fetch(from start: UInt8, _ count: Int, _ transfer: SX126xTransfer) {
    let zeros = [UInt8](repeating: 0, count: count + 1)
    send([SX126xCommand.readBuffer.rawValue, start] + zeros, transfer)
  }

  private mutating func write(
    _ register: SX126xRegister, _ bytes: [UInt8], _ change: SX126xStep.Change, attempt: Int
  ) {
    program = [.verify(register, bytes, change, attempt: attempt)] + program
    send([SX126xCommand.writeRegister.rawValue] + register.bytes + bytes, .ignored)
  }

  // MARK: - Outcomes

  package mutating func take(_ bytes: [UInt8], at now: Instant) {
    guard let transfer = outstanding else { return }
    outstanding = nil
    switch transfer {
    case .ignored, .line: return
    case .reading(let step): doubt(step, bytes, isSecond: false, at: now)
    case .again(let step): doubt(step, bytes, isSecond: true, at: now)
    }
  }

  /// Each answer bears the mode: one without cannot be the chip's.
  private mutating func doubt(
    _ step: SX126xStep, _ bytes: [UInt8], isSecond: Bool, at now: Instant
  ) {
    if step == .awaitStandby || bytes.count > 1 && SX126xMode(status: bytes[1]) != nil {
      return take(step, bytes, isSecond: isSecond, at: now)
    }
    state.health.corruptTransfers += 1
    guard isSecond else { return again(step, at: now) }
    state.health.lostRegisters += 1
    fail(.forgotten, at: now)
  }

  private mutating func take(
    _ step: SX126xStep, _ bytes: [UInt8], isSecond: Bool, at now: Instant
  ) {
    switch step {
    case .change(let register, let change, let attempt):
      let former = bytes.last ?? 0
      write(register, [altered(former, change)], change, attempt: attempt)
    case .verify(let register, let wanted, let change, let attempt):
      guard Array(bytes.dropFirst(4)) != wanted else { return }
      retry(.register(register), .change(register, change, attempt: attempt + 1), attempt, at: now)
    case .compare(let frame, let attempt):
      guard Array(bytes.dropFirst(3)) != frame else { return }
      retry(.buffer, .load(frame, attempt: attempt + 1), attempt, at: now)
    case .awaitStandby: judgeStandby(bytes.last ?? 0, at: now)
    case .checkOscillator: judgeOscillator(Array(bytes.dropFirst(2)), at: now)
    case .look: look(bytes, isSecond: isSecond, at: now)
    case .place: place(Array(bytes.dropFirst(2)))
    case .levels: takeLevels(Array(bytes.dropFirst(2)))
    case .fetch: arrival?.frame = Array(bytes.dropFirst(3))
    case .frequencyError: takeFrequencyError(Array(bytes.dropFirst(4)))
    case .strength: state.health.channelRSSI = bytes.last.map { RSSI(dBm: -Double($0) / 2) }
    case .checkType: check(step, Array(bytes.dropFirst(2)) == [0x01], isSecond, at: now)
    case .check(_, let wanted):
      check(step, Array(bytes.dropFirst(4)) == wanted, isSecond, at: now)
    case .command, .load, .wait, .resetLow, .resetReleased, .connect, .level, .checkpoint: break
    }
  }

  private func altered(_ former: UInt8, _ change: SX126xStep.Change) -> UInt8 {
    guard let image else { return former }
    return switch change {
    case .txModulation: image.txModulation(former)
    case .txClamp: image.txClamp(former)
    case .iqPolarity: image.iqPolarity(former)
    case .setting(let bytes): bytes.first ?? former
    case .bits(let set, let cleared): (former | set) & ~cleared
    }
  }

  private mutating func retry(
    _ fault: SX126xFault, _ step: SX126xStep, _ attempt: Int, at now: Instant
  ) {
    state.health.corruptTransfers += 1
    guard attempt < ChipTimes.attempts else { return fail(fault, at: now) }
    program = [step] + program
  }

  private mutating func check(
    _ step: SX126xStep, _ isRight: Bool, _ isSecond: Bool, at now: Instant
  ) {
    guard !isRight else { return }
    state.health.corruptTransfers += 1
    guard isSecond else { return again(step, at: now) }
    state.health.lostRegisters += 1
    fail(.forgotten, at: now)
  }

  /// The same once more: a single odd reading may be the wire's fault.
  mutating func again(_ step: SX126xStep, at now: Instant) {
    begin(step, at: now)
    outstanding = .again(step)
  }

  package mutating func endPause(at now: Instant) { pausedUntil = nil }

  // MARK: - Start

  /// The first commands after a reset may be refused.
  private mutating func judgeStandby(_ status: UInt8, at now: Instant) {
    let mode = SX126xMode(status: status)
    standbyTries += 1
    guard mode != .standbyRC || standbyTries < 2 else {
      standbyTries = 0
      return
    }
    guard standbyTries < 100 else {
      standbyTries = 0
      return fail(.absent(status: status), at: now)
    }
    program = [.awaitStandby] + program
    // The status is that of before the command: only the second one counts.
    if mode != .standbyRC { pausedUntil = now + ChipTimes.identificationPause }
  }

  /// Bit 5: the oscillator did not start.
  private mutating func judgeOscillator(_ errors: [UInt8], at now: Instant) {
    guard errors.count == 2, errors[1] & 0x20 != 0 else { return }
    guard oscillator != .crystal else { return fail(.oscillator, at: now) }
    oscillator = .crystal
    guard let image else { return }
    load(
      SX126xProgram.start(image, hasReset: state.hasReset, oscillator: oscillator)
        + SX126xProgram.tune(image, calibrating: false))
  }
}
