// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the operator decides about an SX126x.
public struct SX126xSettings: Sendable, Hashable {
  /// The member of the family, which decides the power.
  public enum Variant: Sendable, Hashable {
    case sx1261
    case sx1262
    case sx1268
    case llcc68
  }

  /// The supply of an external oscillator by DIO3, or a crystal.
  public enum Oscillator: UInt8, Sendable, Hashable {
    case volts1_6, volts1_7, volts1_8, volts2_2, volts2_4, volts2_7, volts3_0, volts3_3
    case crystal = 0xFF
  }

  /// Who switches the antenna.
  public enum AntennaSwitch: Sendable, Hashable {
    /// The chip, by DIO2.
    case dio2
    /// Lines of the machine, or nobody.
    case external
    /// Both.
    case both
  }

  /// The member of the family.
  public let variant: Variant
  /// The power at the chip's pin in dBm: -9...22, SX1261 -17...15.
  public let powerDBm: Int
  /// The sync word in the one-byte form of SX127x; 0x12 is for private networks.
  public let syncWord: UInt8
  /// Whether the chirps are mirrored.
  public let polarity: SX127xSettings.Polarity
  /// What makes the 32 MHz.
  public let oscillator: Oscillator
  /// Who switches the antenna.
  public let antennaSwitch: AntennaSwitch
  /// The length of all frames on channels without header; nil when such are not used.
  public let implicitFrameBytes: Int?

  /// Checks and keeps the settings.
  ///
  /// - Throws: ``SX126xSettingsError`` when the chip cannot do it.
  public init(
    variant: Variant, powerDBm: Int, syncWord: UInt8 = 0x12,
    polarity: SX127xSettings.Polarity = .normal, oscillator: Oscillator = .volts1_8,
    antennaSwitch: AntennaSwitch = .dio2, implicitFrameBytes: Int? = nil
  ) throws(SX126xSettingsError) {
    let legal = variant == .sx1261 ? -17...15 : -9...22
    guard legal.contains(powerDBm) else { throw .power(powerDBm, legal: legal) }
    if let bytes = implicitFrameBytes, !(1...255).contains(bytes) { throw .frameBytes(bytes) }
    self.variant = variant
    self.powerDBm = powerDBm
    self.syncWord = syncWord
    self.polarity = polarity
    self.oscillator = oscillator
    self.antennaSwitch = antennaSwitch
    self.implicitFrameBytes = implicitFrameBytes
  }
}

/// Why an SX126x cannot be set so.
public enum SX126xSettingsError: Error, Equatable, Sendable {
  /// The amplifier does not reach this power.
  case power(Int, legal: ClosedRange<Int>)
  /// No frame has this length.
  case frameBytes(Int)
}

extension SX126xSettingsError: CustomStringConvertible {
  /// What is the matter, and what is legal.
  public var description: String {
    switch self {
    case .power(let power, let legal):
      "illegal power \(power) dBm; legal: \(legal.lowerBound) to \(legal.upperBound)"
    case .frameBytes(let bytes): "illegal frame length \(bytes); legal: 1 to 255"
    }
  }
}
