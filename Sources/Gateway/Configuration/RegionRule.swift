// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// What a configuration must know of the regions: which there are, where they lie, and what their
/// rules ask of the operator.
///
/// The rules themselves are kept by whoever transmits.
enum RegionRule {
  /// One region.
  private struct Region {
    var id: String
    /// The edges of its spectrum, in hertz.
    var hertz: ClosedRange<Int>
    /// The longest transmission below 500 kHz of bandwidth.
    var longestTransmission: Duration?
    var isAmateur = false
    /// Its rules are known from weak sources only.
    var isDoubtful = false
  }

  private static let regions = [
    Region(id: "EU868", hertz: 863_000_000...870_000_000),
    Region(id: "EU433", hertz: 433_050_000...434_790_000),
    Region(id: "UK", hertz: 863_000_000...870_000_000),
    Region(
      id: "US915", hertz: 902_000_000...928_000_000, longestTransmission: .milliseconds(400)),
    Region(
      id: "AU915", hertz: 915_000_000...928_000_000, longestTransmission: .milliseconds(400)),
    Region(id: "NZ864", hertz: 864_000_000...868_000_000),
    Region(
      id: "AS923", hertz: 915_000_000...928_000_000, longestTransmission: .milliseconds(400)),
    Region(id: "AS923-JP", hertz: 920_500_000...928_000_000, longestTransmission: .seconds(4)),
    Region(id: "IL917", hertz: 917_000_000...920_000_000),
    Region(id: "IN865", hertz: 865_000_000...867_000_000),
    Region(id: "KR920", hertz: 920_900_000...923_300_000, longestTransmission: .seconds(4)),
    Region(id: "RU864", hertz: 864_000_000...870_000_000, isDoubtful: true),
    Region(id: "CN470", hertz: 470_000_000...510_000_000, longestTransmission: .seconds(5)),
    Region(id: "CN779", hertz: 779_000_000...787_000_000),
    Region(id: "HAM-70CM-ITU1", hertz: 430_000_000...440_000_000, isAmateur: true),
    Region(id: "HAM-70CM-US", hertz: 420_000_000...450_000_000, isAmateur: true),
    Region(id: "HAM-33CM-US", hertz: 902_000_000...928_000_000, isAmateur: true),
  ]

  /// The ids that a configuration may name.
  static let legalIDs = regions.map(\.id)

  static func isAmateur(_ id: String) -> Bool { region(id)?.isAmateur ?? false }

  static func needsConfirmation(_ id: String) -> Bool { region(id)?.isDoubtful ?? false }

  /// Why a text is no region, what is legal, and what was perhaps meant.
  static func unknownReason(_ id: String) -> String {
    let legal = "legal: \(legalIDs.joined(separator: ", "))"
    guard id != "lab" else {
      return "exists in simulations only, on the air it is illegal; \(legal)"
    }
    let nearest = KeySpelling.nearest(to: id, among: legalIDs).map { "; did you mean \"\($0)\"?" }
    return "no such region; \(legal)\(nearest ?? "")"
  }

  /// Logs a channel whose edges are not inside its region.
  static func check(
    _ section: SectionReader, region id: String, frequency: Frequency, bandwidth: Bandwidth
  ) -> Bool {
    guard let region = region(id) else { return false }
    let half = (Int(bandwidth.rawValue) + 1) / 2
    let centres = (region.hertz.lowerBound + half)...(region.hertz.upperBound - half)
    guard !centres.contains(Int(frequency.hertz)) else { return true }
    let (low, high) = (centres.lowerBound, centres.upperBound)
    section.refuse(
      "frequency_mhz", frequency.megahertzText,
      "lies outside region \(id); with \(bandwidth.kilohertzText) kHz of bandwidth it is legal from"
        + " \(megahertz(low)) to \(megahertz(high)) MHz")
    return false
  }

  /// The slowest spreading factor at which a frame of 64 bytes is short enough for the region.
  static func rescueSpreadingFactor(
    region id: String, channel: Modulation
  ) -> SpreadingFactor {
    let hasLimit = channel.bandwidth.rawValue < 500_000
    guard hasLimit, let limit = region(id)?.longestTransmission else { return .sf12 }
    return SpreadingFactor.allCases.last { factor in
      var slower = channel
      slower.spreadingFactor = factor
      return slower.timeOnAir(payloadBytes: ConfigurationLimits.rescueFrameBytes) <= limit
    } ?? channel.spreadingFactor
  }

  private static func region(_ id: String) -> Region? { regions.first { $0.id == id } }

  private static func megahertz(_ hertz: Int) -> String {
    Frequency(hertz: UInt32(clamping: hertz)).megahertzText
  }
}
