// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The commands of the SX1261/62/68, by opcode (datasheet §13).
package enum SX126xCommand: UInt8, Sendable {
  case clearIRQStatus = 0x02
  case clearDeviceErrors = 0x07
  case setDIOIRQParams = 0x08
  case writeRegister = 0x0D
  case writeBuffer = 0x0E
  case getPacketType = 0x11
  case getIRQStatus = 0x12
  case getRXBufferStatus = 0x13
  case getPacketStatus = 0x14
  case getRSSI = 0x15
  case getDeviceErrors = 0x17
  case readRegister = 0x1D
  case readBuffer = 0x1E
  case setStandby = 0x80
  case setRX = 0x82
  case setTX = 0x83
  case setSleep = 0x84
  case setRFFrequency = 0x86
  case setCADParams = 0x88
  case calibrate = 0x89
  case setPacketType = 0x8A
  case setModulationParams = 0x8B
  case setPacketParams = 0x8C
  case setTXParams = 0x8E
  case setBufferBase = 0x8F
  case setPAConfig = 0x95
  case setRegulatorMode = 0x96
  case setDIO3AsTCXO = 0x97
  case calibrateImage = 0x98
  case setDIO2AsRFSwitch = 0x9D
  case setSymbolTimeout = 0xA0
  case getStatus = 0xC0
  case setCAD = 0xC5
}

/// Registers that are reached by address (datasheet §12.1, and §15 for the errata).
package enum SX126xRegister: UInt16, Sendable {
  /// Bit 2: 1 with standard IQ, 0 with inverted (erratum 15.4).
  case iqPolarity = 0x0736
  /// Two bytes.
  case syncWord = 0x0740
  /// The header's CRC announcement, and the frequency error, three bytes.
  case frequencyError = 0x076B
  /// Bit 2: 0 at 500 kHz, else 1 (erratum 15.1).
  case txModulation = 0x0889
  /// 0x96: boosted gain (datasheet §9.6).
  case rxGain = 0x08AC
  /// Bits 4:1 set (erratum 15.2).
  case txClamp = 0x08D8
  /// Over-current protection, 2.5 mA a step.
  case ocp = 0x08E7
  /// The timer that runs on after a reception without header (erratum 15.3).
  case rtcControl = 0x0902
  /// Bit 1 stops its event (erratum 15.3).
  case eventMask = 0x0944

  var bytes: [UInt8] { [UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)] }
}

/// The interrupts, two bytes (datasheet §13.3.2).
package struct SX126xFlags: OptionSet, Sendable, Hashable {
  /// The value.
  package let rawValue: UInt16

  /// Makes the set.
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let txDone = Self(rawValue: 0x001)
  package static let rxDone = Self(rawValue: 0x002)
  package static let preambleDetected = Self(rawValue: 0x004)
  package static let headerValid = Self(rawValue: 0x010)
  package static let headerError = Self(rawValue: 0x020)
  package static let crcError = Self(rawValue: 0x040)
  package static let cadDone = Self(rawValue: 0x080)
  package static let cadDetected = Self(rawValue: 0x100)
  package static let timeout = Self(rawValue: 0x200)
  package static let all = Self(rawValue: 0x3FF)

  var bytes: [UInt8] { [UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)] }
}

/// Bits 6:4 of the status that comes with each answer (datasheet §13.5.1).
package enum SX126xMode: UInt8, Sendable {
  case standbyRC = 2
  case standbyXOSC
  case synthesis
  case receive
  case transmit

  init?(status: UInt8) { self.init(rawValue: status >> 4 & 7) }
}
