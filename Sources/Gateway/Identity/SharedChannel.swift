// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// The part of the channel settings that both ends of a link must have alike to hear each other.
public struct SharedChannel: Hashable, Sendable {
  /// The id of the regulation region, for example "EU868".
  public var region: String
  /// The centre frequency.
  public var frequency: Frequency
  /// The bandwidth.
  public var bandwidth: Bandwidth
  /// The spreading factor to begin with.
  public var spreadingFactor: SpreadingFactor
  /// The coding rate.
  public var codingRate: CodingRate
  /// The programmed preamble, in symbols, 1 to 255.
  public var preambleSymbols: Int
  /// The spreading factor where both ends meet after silence.
  public var rescueSpreadingFactor: SpreadingFactor

  /// Gathers the settings.
  public init(
    region: String, frequency: Frequency, bandwidth: Bandwidth, spreadingFactor: SpreadingFactor,
    codingRate: CodingRate, preambleSymbols: Int, rescueSpreadingFactor: SpreadingFactor
  ) {
    self.region = region
    self.frequency = frequency
    self.bandwidth = bandwidth
    self.spreadingFactor = spreadingFactor
    self.codingRate = codingRate
    self.preambleSymbols = preambleSymbols
    self.rescueSpreadingFactor = rescueSpreadingFactor
  }

  /// What differs from the other end, one short text per setting; empty when all is alike.
  public func differences(from theirs: SharedChannel) -> [String] {
    let rows: [(key: String, ours: String, theirs: String)] = [
      ("region", "\"\(region)\"", "\"\(theirs.region)\""),
      ("frequency_mhz", frequency.description, theirs.frequency.description),
      ("bandwidth_khz", bandwidth.kilohertzText, theirs.bandwidth.kilohertzText),
      ("spreading_factor", "\(spreadingFactor.rawValue)", "\(theirs.spreadingFactor.rawValue)"),
      ("coding_rate", "\"\(codingRate)\"", "\"\(theirs.codingRate)\""),
      ("preamble_symbols", "\(preambleSymbols)", "\(theirs.preambleSymbols)"),
      (
        "rescue_spreading_factor", "\(rescueSpreadingFactor.rawValue)",
        "\(theirs.rescueSpreadingFactor.rawValue)"
      ),
    ]
    return rows.filter { $0.ours != $0.theirs }.map {
      "\($0.key) is \($0.ours) here, \($0.theirs) there"
    }
  }
}

extension Bandwidth {
  /// The bandwidth of a customary name (7.8, 41.7, 125) or exact value (7.812, 41.667) in kHz.
  package init?(kilohertz: Double) {
    let hit = Bandwidth.allCases.first {
      Double($0.kilohertzText) == kilohertz || Double($0.rawValue) == kilohertz * 1_000
    }
    guard let hit else { return nil }
    self = hit
  }

  /// The customary name in kHz, as the configuration spells it: "7.8", "31.25", "125.0".
  package var kilohertzText: String {
    switch rawValue {
    case 7_812: "7.8"
    case 10_417: "10.4"
    case 15_625: "15.6"
    case 20_833: "20.8"
    case 41_667: "41.7"
    default: "\(Double(rawValue) / 1_000)"
    }
  }
}
