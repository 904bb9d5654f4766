// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// Modes, and what they do by themselves.
extension EmulatedSX1276 {
  mutating func writeMode(_ value: UInt8) {
    if faults.ignoredModes > 0 {
      faults.ignoredModes -= 1
      return
    }
    guard let wanted = Mode(rawValue: value & 7) else { return }
    // The page can only be changed in sleep.
    if mode == .sleep, transition == nil { isLoRa = value & 0x80 != 0 }
    common[0x01] = value & 0x78
    if wanted == mode, transition == nil { return }
    leaveMode()
    transition = (now + delay(from: mode, to: wanted), wanted)
    if transition?.at == now { advance(to: now) }
  }

  /// Datasheet §2.3.4: oscillator 250 µs, synthesizer 60 µs, then 120 µs or a bit less.
  private func delay(from old: Mode, to new: Mode) -> Duration {
    let oscillator: Duration = old == .sleep && new != .sleep ? .microseconds(250) : .zero
    switch new {
    case .sleep, .standby: return oscillator
    case .fsTX, .fsRX: return oscillator + .microseconds(60)
    case .transmit: return oscillator + .microseconds(180)
    case .receive, .receiveSingle, .detect: return oscillator + .microseconds(130)
    }
  }

  private mutating func leaveMode() {
    if mode == .transmit { breakOff() }
    receivingSince = nil
    incoming = nil
    operationEnd = nil
    if mode != .sleep, mode != .standby { mode = .standby }
  }

  mutating func breakOff() {
    if mode == .transmit, operationEnd == nil || operationEnd.map({ $0 > now }) == true {
      isBrokenOff = true
    }
  }

  /// The air has noticed.
  package mutating func noteBrokenOff() { isBrokenOff = false }

  /// The air takes what was begun.
  package mutating func takeEmissions() -> [ChipFrame] {
    defer { emissions = [] }
    return emissions
  }

  // MARK: - Time

  /// When something happens by itself.
  package var nextEvent: Instant? {
    [transition?.at, operationEnd, calibrationEnd, headerAt].compactMap(\.self).min()
  }

  /// Lets the time pass.
  package mutating func advance(to time: Instant) {
    while let next = nextEvent, next <= time {
      now = max(now, next)
      if let change = transition, change.at <= next {
        transition = nil
        enter(change.to)
      } else if let end = calibrationEnd, end <= next {
        calibrationEnd = nil
        fsk[0x3B] &= 0xDF
      } else if let header = headerAt, header <= next {
        readHeader()
      } else if let end = operationEnd, end <= next {
        operationEnd = nil
        endOperation()
      }
    }
    now = max(now, time)
  }

  private mutating func enter(_ new: Mode) {
    mode = new
    switch new {
    case .sleep:
      fifo = [UInt8](repeating: 0, count: 256)
      for address in 0x13...0x18 { lora[address] = 0 }
    case .standby, .fsTX, .fsRX: break
    case .transmit: beginTransmission()
    case .receive, .receiveSingle: beginReception()
    case .detect:
      guard isLoRa else { return }
      guard faults.endlessSearches == 0 else {
        faults.endlessSearches -= 1
        return
      }
      operationEnd = now + modulation.symbolDuration * 2
    }
  }

  private mutating func beginTransmission() {
    guard isLoRa else { return }
    let count = Int(lora[0x22])
    let bytes = (0..<count).map { fifo[(Int(lora[0x0E]) + $0) & 0xFF] }
    var frame = ChipFrame(
      bytes, on: RadioChannel(frequency: Frequency(hertz: 0), modulation: modulation), from: now)
    frame.hertz = carrier
    frame.syncWord = lora[0x39]
    frame.isInverted = lora[0x33] & 0x01 == 0
    emissions.append(frame)
    if faults.endlessTransmissions > 0 {
      faults.endlessTransmissions -= 1
    } else {
      operationEnd = frame.end
    }
  }

  private mutating func beginReception() {
    guard isLoRa else { return }
    receivingSince = now
    rxPointer = lora[0x0F]
    for address in 0x14...0x17 { lora[address] = 0 }
    guard mode == .receiveSingle else { return }
    let symbols = Int(lora[0x1E] & 3) << 8 | Int(lora[0x1F])
    operationEnd = now + modulation.symbolDuration * symbols
  }

  private mutating func endOperation() {
    switch mode {
    case .transmit: raise(0x08)
    case .detect: raise(isChannelBusy ? 0x05 : 0x04)
    case .receiveSingle:
      // A preamble keeps it awake until the frame is over.
      guard incoming == nil else { return }
      receivingSince = nil
      raise(0x80)
    case .sleep, .standby, .fsTX, .fsRX, .receive: return
    }
    mode = .standby
  }
}
