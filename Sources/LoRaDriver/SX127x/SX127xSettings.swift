// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the operator decides about an SX127x.
public struct SX127xSettings: Sendable, Hashable {
  /// The pin that leads to the antenna; RFM95W and its sisters wire PA_BOOST only.
  public enum Output: Sendable, Hashable {
    case paBoost
    case rfo
  }

  /// Whether the chirps of both directions are mirrored.
  public enum Polarity: Sendable, Hashable {
    case normal
    case inverted
  }

  /// What makes the 32 MHz.
  public enum Oscillator: Sendable, Hashable {
    case crystal
    case tcxo
  }

  /// What to do about a peer that is off the frequency.
  public enum FrequencyCorrection: Sendable, Hashable {
    case none
    /// The receiver follows; the transmitter stays.
    case receiver
  }

  /// The pin that leads to the antenna.
  public let output: Output
  /// The power at that pin in dBm: 2...20 on PA_BOOST, -4...14 on RFO.
  public let powerDBm: Int
  /// RegSyncWord; 0x12 is for private networks, 0x34 for LoRaWAN.
  public let syncWord: UInt8
  /// Whether the chirps are mirrored.
  public let polarity: Polarity
  /// What makes the 32 MHz.
  public let oscillator: Oscillator
  /// What to do about a peer that is off the frequency.
  public let correction: FrequencyCorrection
  /// The length of all frames on channels without header; nil when such are not used.
  public let implicitFrameBytes: Int?

  /// Checks and keeps the settings.
  ///
  /// - Throws: ``SX127xSettingsError`` when the chip cannot do it.
  public init(
    output: Output, powerDBm: Int, syncWord: UInt8 = 0x12, polarity: Polarity = .normal,
    oscillator: Oscillator = .crystal, correction: FrequencyCorrection = .receiver,
    implicitFrameBytes: Int? = nil
  ) throws(SX127xSettingsError) {
    let legal = output == .paBoost ? 2...20 : -4...14
    guard legal.contains(powerDBm) else { throw .power(powerDBm, output, legal: legal) }
    if let bytes = implicitFrameBytes, !(1...255).contains(bytes) { throw .frameBytes(bytes) }
    self.output = output
    self.powerDBm = powerDBm
    self.syncWord = syncWord
    self.polarity = polarity
    self.oscillator = oscillator
    self.correction = correction
    self.implicitFrameBytes = implicitFrameBytes
  }
}

/// Why an SX127x cannot be set so.
public enum SX127xSettingsError: Error, Equatable, Sendable {
  /// The output does not reach this power.
  case power(Int, SX127xSettings.Output, legal: ClosedRange<Int>)
  /// No frame has this length.
  case frameBytes(Int)
}

extension SX127xSettingsError: CustomStringConvertible {
  /// What is the matter, and what is legal.
  public var description: String {
    switch self {
    case .power(let power, let output, let legal):
      "illegal power \(power) dBm on \(output == .paBoost ? "PA_BOOST" : "RFO"); "
        + "legal: \(legal.lowerBound) to \(legal.upperBound)"
    case .frameBytes(let bytes): "illegal frame length \(bytes); legal: 1 to 255"
    }
  }
}
