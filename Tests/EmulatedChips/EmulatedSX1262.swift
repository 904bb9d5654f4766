// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// An SX1262 as seen from its wires: commands, BUSY, modes and their times, flags, DIO1.
///
/// Written from the datasheet and what drivers of others expect, with literal opcodes.
package struct EmulatedSX1262: EmulatedChip {
  enum Mode: UInt8, Sendable {
    case sleep = 0
    case standbyRC = 2
    case standbyXOSC
    case synthesis
    case receive
    case transmit
    /// Shown as receiving.
    case detect
  }

  /// What goes wrong.
  package var faults = ChipFaults()
  /// Whether a search finds something; set by the air.
  package var isChannelBusy = false
  /// Whether the board has an oscillator that DIO3 must supply, or a crystal.
  package var hasTCXO = true
  /// Whether erratum 15.4, when it is not worked around, only costs range, as on silicon; else it
  /// makes deaf.
  package var toleratesHalfPolarity = false
  /// How far the oscillator is off, in millionths.
  package var oscillatorPPM = 0.0
  /// The bands of all image calibrations.
  package internal(set) var calibrations: [[UInt8]] = []
  /// Resets by the line.
  package internal(set) var resets = 0
  /// The bytes of SetPaConfig, SetTxParams, SetDio2AsRfSwitch, SetDio3AsTcxo, SetRegulatorMode.
  package internal(set) var settings: [UInt8: [UInt8]] = [:]
  /// Registers that were written or have a value after a reset.
  package internal(set) var registers: [UInt16: UInt8] = [:]
  package internal(set) var emissions: [ChipFrame] = []
  package internal(set) var isBrokenOff = false
  package internal(set) var receivingSince: Instant?

  var mode = Mode.standbyRC
  var isLoRa = false
  var steps: UInt32 = 0
  var modulationBytes: [UInt8] = [7, 4, 1, 0]
  var packetBytes: [UInt8] = [0, 8, 0, 255, 1, 0]
  var buffer = [UInt8](repeating: 0, count: 256)
  var bases: [UInt8] = [0, 0]
  var rxPointer: UInt8 = 0
  var irq: UInt16 = 0
  var irqMask: UInt16 = 0
  var dioMask: UInt16 = 0
  var errors: UInt16 = 0
  var lastFrame: [UInt8] = [0, 0]
  var lastLevels: [UInt8] = [0, 0, 0]
  var busyUntil = Instant.zero
  var operationEnd: Instant?
  var incoming: ChipFrame?
  var hasReadHeader = false
  var isContinuous = true
  var isResetLow = false
  var now = Instant.zero

  /// A chip that has just been powered.
  package init() { restoreDefaults() }

  mutating func restoreDefaults() {
    let new = (mode: Mode.standbyRC, bytes: [UInt8]([7, 4, 1, 0]))
    (mode, modulationBytes) = (new.mode, new.bytes)
    packetBytes = [0, 8, 0, 255, 1, 0]
    isLoRa = false
    steps = 0
    (irq, irqMask, dioMask, errors) = (0, 0, 0, 0)
    settings = [:]
    registers = [
      0x0736: 0x0D, 0x0740: 0x14, 0x0741: 0x24, 0x0889: 0x04, 0x08AC: 0x94, 0x08D8: 0xC8,
      0x08E7: 0x18, 0x0902: 0x01, 0x0944: 0x00,
    ]
    (operationEnd, receivingSince, incoming) = (nil, nil, nil)
    hasReadHeader = false
  }

  // MARK: - Lines

  /// Drives the reset line.
  package mutating func reset(isLow: Bool, at now: Instant) {
    advance(to: now)
    guard !faults.ignoresReset, isLow != isResetLow else { return }
    isResetLow = isLow
    guard isLow else {
      busyUntil = now + .milliseconds(4)
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
    busyUntil = now + .milliseconds(4)
  }

  /// Whether the BUSY line is high.
  package func isBusy(at now: Instant) -> Bool { isResetLow || now < busyUntil }

  /// DIO1.
  package var isInterruptHigh: Bool {
    faults.isLineStuck || irq & irqMask & dioMask != 0
  }

  mutating func raise(_ flags: UInt16) { irq |= flags & irqMask }

  // MARK: - SPI

  /// One assertion of chip select; while BUSY is high nothing is taken.
  package mutating func transfer(_ bytes: [UInt8], at now: Instant) -> [UInt8] {
    advance(to: now)
    if let stuck = faults.stuckMISO { return bytes.map { _ in stuck } }
    guard !isBusy(at: now), let opcode = bytes.first else { return bytes.map { _ in 0 } }
    var bytes = bytes
    let isReading = [0x11, 0x12, 0x13, 0x14, 0x15, 0x17, 0x1D, 0x1E, 0xC0].contains(opcode)
    let isCorrupt = takeCorruption(isWrite: !isReading)
    if isCorrupt, !isReading, bytes.count > 1 { bytes[bytes.count - 1] ^= 0x04 }
    let status = (mode == .detect ? Mode.receive : mode).rawValue << 4 | 0x02
    var answer = bytes.map { _ in status }
    if isReading {
      let data = read(opcode, bytes)
      for (index, byte) in data.enumerated() where answer.count - data.count + index >= 1 {
        answer[answer.count - data.count + index] = byte
      }
      return isCorrupt ? answer.map { $0 ^ 0x5A } : answer
    }
    execute(opcode, Array(bytes.dropFirst()))
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

  private func read(_ opcode: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    switch opcode {
    case 0x11: return [isLoRa ? 1 : 0]
    case 0x12: return [UInt8(irq >> 8), UInt8(irq & 0xFF)]
    case 0x13: return lastFrame
    case 0x14: return lastLevels
    case 0x15: return [240]
    case 0x17: return [UInt8(errors >> 8), UInt8(errors & 0xFF)]
    case 0x1D where bytes.count > 4:
      let address = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
      return (0..<bytes.count - 4).map { registers[address &+ UInt16($0)] ?? 0 }
    case 0x1E where bytes.count > 3:
      return (0..<bytes.count - 3).map { buffer[(Int(bytes[1]) + $0) & 0xFF] }
    default: return []
    }
  }

  private mutating func execute(_ opcode: UInt8, _ data: [UInt8]) {
    busyUntil = now + .microseconds(30)
    switch (opcode, data.count) {
    case (0x80, 1): enter(data[0] == 0 ? .standbyRC : .standbyXOSC)
    case (0x84, 1): enter(.sleep)
    case (0x02, 2): irq &= ~(UInt16(data[0]) << 8 | UInt16(data[1]))
    case (0x07, 2): errors = 0
    case (0x08, 8):
      irqMask = UInt16(data[0]) << 8 | UInt16(data[1])
      dioMask = UInt16(data[2]) << 8 | UInt16(data[3])
    case (0x0D, 3...):
      let address = UInt16(data[0]) << 8 | UInt16(data[1])
      for (index, byte) in data.dropFirst(2).enumerated() {
        registers[address &+ UInt16(index)] = byte
      }
    case (0x0E, 2...):
      for (index, byte) in data.dropFirst().enumerated() {
        buffer[(Int(data[0]) + index) & 0xFF] = byte
      }
    case (0x86, 4): steps = data.reduce(0) { $0 << 8 | UInt32($1) }
    case (0x8A, 1): isLoRa = data[0] == 1
    // What goes beyond is not looked at.
    case (0x8B, 4...): modulationBytes = Array(data.prefix(4))
    case (0x8C, 6...): packetBytes = Array(data.prefix(6))
    case (0x8F, 2): bases = data
    case (0x89, 1): calibrate(data[0])
    case (0x98, 2):
      calibrations.append(data)
      busyUntil = now + .milliseconds(2)
    case (0x95, 4):
      settings[opcode] = data
      registers[0x08E7] = data[2] == 1 ? 0x18 : 0x38
    case (0x88, 7), (0x8E, 2), (0x96, 1), (0x97, 4), (0x9D, 1), (0xA0, 1): settings[opcode] = data
    case (0x82, 3): enter(.receive, timer: data.reduce(0) { $0 << 8 | UInt32($1) })
    case (0x83, 3): enter(.transmit)
    case (0xC5, 0): enter(.detect)
    default: break
    }
  }

  /// Bit 5 of the errors: the oscillator did not start.
  private mutating func calibrate(_ blocks: UInt8) {
    busyUntil = now + .milliseconds(4)
    if faults.endlessCalibrations > 0 {
      faults.endlessCalibrations -= 1
      busyUntil = now + .seconds(3600)
    }
    if hasTCXO != (settings[0x97] != nil) { errors |= 0x20 }
    if blocks & 0x40 != 0 { calibrations.append([0xE1, 0xE9]) }
  }
}
