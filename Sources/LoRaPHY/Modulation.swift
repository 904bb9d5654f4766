// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Whether the PHY header is sent.
public enum HeaderMode: Sendable, Hashable, Codable {
  case explicit
  case implicit
}

/// Whether the radio appends its own 16-bit payload CRC.
public enum PayloadCRC: Sendable, Hashable, Codable {
  case present
  case absent
}

/// Low data rate optimisation: two bits less a symbol, so that slow symbols survive drift.
public enum LowDataRateOptimization: Sendable, Hashable, Codable {
  /// On when a symbol lasts longer than 16 ms.
  case auto
  case on
  case off
}

/// The radio family; they differ in the frames of SF5 and SF6.
public enum ChipFamily: Sendable, Hashable, Codable {
  case sx127x
  case sx126x
}

/// How a frame is put on the air.
public struct Modulation: Sendable, Hashable, Codable {
  /// Bits of a symbol.
  public var spreadingFactor: SpreadingFactor
  /// The width of the signal.
  public var bandwidth: Bandwidth
  /// The payload's redundancy.
  public var codingRate: CodingRate
  /// Preamble symbols as programmed; the radio adds 4.25 (6.25 for SF5 and SF6 of SX126x).
  public var preambleSymbols: Int
  /// Whether the PHY header is sent.
  public var header: HeaderMode
  /// Whether the radio appends its own CRC.
  public var payloadCRC: PayloadCRC
  /// Whether slow symbols carry two bits less.
  public var lowDataRateOptimization: LowDataRateOptimization
  /// Whose frames they are.
  public var family: ChipFamily
  /// Who decides how long the preamble is.
  public var preamble = PreambleRule.programmed

  /// Makes a modulation; what is not given is the link's default.
  public init(
    spreadingFactor: SpreadingFactor, bandwidth: Bandwidth, codingRate: CodingRate,
    preambleSymbols: Int = 8, header: HeaderMode = .explicit, payloadCRC: PayloadCRC = .absent,
    lowDataRateOptimization: LowDataRateOptimization = .auto, family: ChipFamily = .sx127x
  ) {
    self.spreadingFactor = spreadingFactor
    self.bandwidth = bandwidth
    self.codingRate = codingRate
    self.preambleSymbols = preambleSymbols
    self.header = header
    self.payloadCRC = payloadCRC
    self.lowDataRateOptimization = lowDataRateOptimization
    self.family = family
  }

  /// The time of one symbol.
  public var symbolDuration: Duration {
    .microseconds(spreadingFactor.chips * bandwidth.chipMicroseconds)
  }

  /// The PHY rate in bits a second, coding included: SF × BW / 2^SF × 4 / (4 + CR).
  public var bitRate: Double {
    let symbolSeconds =
      Double(spreadingFactor.chips * bandwidth.chipMicroseconds) / 1_000_000
    return Double(spreadingFactor.rawValue) / symbolSeconds * 4 / Double(4 + codingRate.rawValue)
  }
}
