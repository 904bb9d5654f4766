// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// An SX1276 as seen from its wires: registers, buffer, modes and their times, flags, DIO0.
///
/// Written from the datasheet and what drivers of others expect, with literal addresses; shares
/// nothing with the driver it is to try.
package struct EmulatedSX1276: Sendable {
  enum Mode: UInt8, Sendable {
    case sleep, standby, fsTX, transmit, fsRX, receive, receiveSingle, detect
  }

  /// A calibration, with what it was done at.
  package struct Calibration: Sendable, Equatable {
    package var hertz: Int
    package var paConfig: UInt8
  }

  /// What goes wrong.
  package var faults = ChipFaults()
  /// How far the oscillator is off, in millionths.
  package var oscillatorPPM = 0.0
  /// The chip's temperature.
  package var celsius = 25
  /// How often it was measured.
  package internal(set) var measurements = 0
  /// Whether masked flags are raised nevertheless; the datasheet can be read both ways.
  package var masksLineOnly = false
  /// Whether registers that the datasheet does not describe read as they were written.
  package var readsUndocumented = true
  /// Whether a search finds something; set by the air.
  package var isChannelBusy = false
  /// All calibrations since the beginning.
  package internal(set) var calibrations: [Calibration] = []
  /// Resets by the line.
  package internal(set) var resets = 0
  /// Frames that were begun; the air takes them away.
  package internal(set) var emissions: [ChipFrame] = []
  /// The last emission broke off; the air takes note.
  package internal(set) var isBrokenOff = false
  /// Since when it receives; nil while it does not.
  package internal(set) var receivingSince: Instant?
  /// What was written, by address, while somebody wants to know.
  package var journal: [[UInt8]]?

  var common: [UInt8] = []
  var fsk: [UInt8] = []
  var lora: [UInt8] = []
  var fifo = [UInt8](repeating: 0, count: 256)
  var mode = Mode.standby
  var isLoRa = false
  /// A mode on its way.
  var transition: (at: Instant, to: Mode)?
  /// The end of what the mode does.
  var operationEnd: Instant?
  var calibrationEnd: Instant?
  /// Since when the thermometer works.
  var measuringSince: Instant?
  var isResetLow = false
  var readyAt = Instant.zero
  var rxPointer: UInt8 = 0
  var incoming: ChipFrame?
  var now = Instant.zero

  /// A chip that has just been powered.
  package init() { restoreDefaults() }

  /// The values after a reset (datasheet §6.2, §6.4).
  mutating func restoreDefaults() {
    common = [UInt8](repeating: 0, count: 128)
    fsk = [UInt8](repeating: 0, count: 128)
    lora = [UInt8](repeating: 0, count: 128)
    for (address, value) in [
      (0x01, 0x09), (0x06, 0x6C), (0x07, 0x80), (0x09, 0x4F), (0x0A, 0x09), (0x0B, 0x2B),
      (0x0C, 0x20), (0x42, 0x12), (0x44, 0x2D), (0x4B, 0x09), (0x4D, 0x84), (0x61, 0x13),
      (0x62, 0x0E), (0x63, 0x5B), (0x64, 0xDB), (0x70, 0xD0),
    ] { common[address] = UInt8(value) }
    for (address, value) in [
      (0x0E, 0x80), (0x1D, 0x72), (0x1E, 0x70), (0x1F, 0x64), (0x21, 0x08), (0x22, 0x01),
      (0x23, 0xFF), (0x26, 0x04), (0x2F, 0x20), (0x31, 0xC3), (0x33, 0x27), (0x36, 0x03),
      (0x37, 0x0A), (0x39, 0x12), (0x3A, 0x49), (0x3B, 0x1D),
    ] { lora[address] = UInt8(value) }
    for (address, value) in [(0x0D, 0x08), (0x11, 0x80), (0x12, 0x1A), (0x3B, 0x82)] {
      fsk[address] = UInt8(value)
    }
    mode = .standby
    isLoRa = false
    transition = nil
    operationEnd = nil
    calibrationEnd = nil
    measuringSince = nil
    receivingSince = nil
    incoming = nil
    rxPointer = 0
  }

  // MARK: - Lines

  /// Drives the reset line.
  package mutating func reset(isLow: Bool, at now: Instant) {
    advance(to: now)
    guard !faults.ignoresReset, isLow != isResetLow else { return }
    isResetLow = isLow
    guard isLow else {
      readyAt = now + .milliseconds(5)
      return
    }
    resets += 1
    breakOff()
    restoreDefaults()
  }

  /// The supply drops for a moment.
  package mutating func brownOut(at now: Instant) {
    advance(to: now)
    breakOff()
    restoreDefaults()
    readyAt = now + .milliseconds(5)
  }

  /// The level of DIO0 in the LoRa page (datasheet table 18).
  package var isDIO0High: Bool {
    if faults.isLineStuck { return true }
    guard isLoRa, !isResetLow else { return false }
    let flag: UInt8 =
      switch common[0x40] >> 6 {
      case 0: 0x40
      case 1: 0x08
      case 2: 0x04
      default: 0
      }
    return lora[0x12] & flag & ~lora[0x11] != 0
  }

  /// RegIrqFlagsMask keeps flags from being raised, or only from the line.
  mutating func raise(_ flags: UInt8) { lora[0x12] |= masksLineOnly ? flags : flags & ~lora[0x11] }

  // MARK: - SPI

  /// One assertion of chip select.
  package mutating func transfer(_ bytes: [UInt8], at now: Instant) -> [UInt8] {
    advance(to: now)
    guard let first = bytes.first else { return [] }
    if let stuck = faults.stuckMISO { return bytes.map { _ in stuck } }
    guard !isResetLow, readyAt <= now else { return bytes.map { _ in 0 } }
    var answer: [UInt8] = [0]
    var address = Int(first & 0x7F)
    let isWrite = first & 0x80 != 0
    var isCorrupt = takeCorruption(isWrite: isWrite)
    if isWrite { journal?.append([first & 0x7F] + bytes.dropFirst()) }
    for byte in bytes.dropFirst() {
      if isWrite {
        answer.append(read(address, isPeek: true))
        write(address, isCorrupt ? byte ^ 0x04 : byte)
        isCorrupt = false
      } else {
        answer.append(read(address, isPeek: false) ^ (isCorrupt ? 0x5A : 0))
      }
      // The buffer's port moves its own pointer instead.
      if address != 0 { address = (address + 1) & 0x7F }
    }
    return answer
  }

  private mutating func takeCorruption(isWrite: Bool) -> Bool {
    guard isWrite ? faults.corruptWrites > 0 : faults.corruptReads > 0 else { return false }
    guard faults.delay == 0 else {
      faults.delay -= 1
      return false
    }
    if isWrite { faults.corruptWrites -= 1 } else { faults.corruptReads -= 1 }
    return true
  }

  private func isCommon(_ address: Int) -> Bool { address < 0x0D || address >= 0x40 }

  /// A register as it is, without the effects of reading it.
  package func register(_ address: Int) -> UInt8 {
    isCommon(address) ? common[address] : isLoRa ? lora[address] : fsk[address]
  }

  private mutating func read(_ address: Int, isPeek: Bool) -> UInt8 {
    switch address {
    case 0x00:
      guard isLoRa, mode != .sleep else { return 0 }
      let value = fifo[Int(lora[0x0D])]
      if !isPeek { lora[0x0D] &+= 1 }
      return value
    case 0x01: return (isLoRa ? 0x80 : 0) | common[0x01] & 0x78 | mode.rawValue
    case 0x42: return faults.version ?? common[0x42]
    case 0x18 where isLoRa: return modemStatus
    case 0x1B where isLoRa: return 40
    case 0x3A where isLoRa && lora[0x36] == 0x03: return 0x49
    case 0x3B where !isLoRa: return fsk[0x3B] & 0xBF
    case 0x2F, 0x30, 0x36, 0x3A, 0x3B:
      return isLoRa && !readsUndocumented ? 0 : register(address)
    default: return register(address)
    }
  }

  private mutating func write(_ address: Int, _ value: UInt8) {
    switch address {
    case 0x00:
      guard isLoRa, mode != .sleep else { return }
      fifo[Int(lora[0x0D])] = value
      lora[0x0D] &+= 1
    case 0x01: writeMode(value)
    case 0x42: break
    case 0x12 where isLoRa: lora[0x12] &= ~value
    // Read only.
    case 0x10 where isLoRa, 0x25 where isLoRa: break
    case 0x13...0x1C where isLoRa, 0x28...0x2A where isLoRa: break
    // Automatic: the chip chooses by itself.
    case 0x2F...0x30 where isLoRa && lora[0x31] & 0x80 != 0: break
    case 0x3B where !isLoRa: calibrate(value)
    default:
      if isCommon(address) {
        common[address] = value
      } else if isLoRa {
        lora[address] = value
      } else {
        fsk[address] = value
      }
    }
  }

  /// RegTemp counts downwards, from an origin that differs from chip to chip.
  private mutating func measureTemperature(isOn: Bool) {
    if isOn {
      measuringSince = mode == .fsRX && transition == nil ? now : nil
    } else if let since = measuringSince, since + .microseconds(140) <= now {
      fsk[0x3C] = UInt8(bitPattern: Int8(truncatingIfNeeded: 12 - celsius))
      measuringSince = nil
      measurements += 1
    }
  }

  private mutating func calibrate(_ value: UInt8) {
    fsk[0x3B] = value & 0x9F
    measureTemperature(isOn: value & 0x01 == 0)
    guard value & 0x40 != 0, mode == .standby else { return }
    fsk[0x3B] |= 0x20
    calibrations.append(Calibration(hertz: Int(carrier.rounded()), paConfig: common[0x09]))
    if faults.endlessCalibrations > 0 {
      faults.endlessCalibrations -= 1
    } else {
      calibrationEnd = now + .milliseconds(10)
    }
  }
}
