// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The radios of a scenario.
struct SimulatedRadio {
  /// The region's id.
  var region: String
  /// Where they listen.
  var channel: RadioChannel
  /// Where they meet after silence; nil: they have one rate.
  var rescue: SpreadingFactor?
  /// Where announced bursts may take place besides.
  var extraChannels: [Scenario.ExtraChannel] = []
}

extension ChannelConfiguration {
  /// Reads a scenario's `[radio]`: everything has a default, and `lab` is a region.
  static func simulated(_ section: SectionReader) -> SimulatedRadio? {
    section.checkKeys(
      known: [
        "region", "frequency_mhz", "bandwidth_khz", "spreading_factor", "coding_rate",
        "rescue_spreading_factor", "extra_channel",
      ])
    let regions = (["lab"] + RegionRule.legalIDs).map { ($0, $0) }
    let region = section.choice("region", among: regions, what: "region") ?? "lab"
    let megahertz = section.number(
      "frequency_mhz", in: ConfigurationLimits.frequencyMHz, unit: "MHz")
    let width =
      section.has("bandwidth_khz") ? bandwidth(section, driver: .simulated) : .kHz125
    let spreading =
      section.has("spreading_factor")
      ? factor(section, "spreading_factor", driver: .sx127x) : .sf7
    let rates = CodingRate.allCases.map { ("\($0)", $0) }
    let rate = section.choice("coding_rate", among: rates, what: "coding rate") ?? .fourFifths
    guard let width, let spreading else { return nil }
    let frequency = Frequency(hertz: UInt32(((megahertz ?? 869.525) * 1_000_000).rounded()))
    let modulation = Modulation(
      spreadingFactor: spreading, bandwidth: width, codingRate: rate)
    let channel = RadioChannel(frequency: frequency, modulation: modulation)
    if region != Region.lab.id {
      do {
        let row = try Region.named(region).subBand(for: channel)
        try modulation.check(in: row)
      } catch let error as RegionError {
        section.refuse("frequency_mhz", frequency.description, error.description)
      } catch {
        section.refuse("spreading_factor", "\(spreading.rawValue)", "\(error)")
      }
    }
    let rescue =
      section.has("rescue_spreading_factor")
      ? factor(section, "rescue_spreading_factor", driver: .sx127x) : nil
    if let rescue, rescue < spreading {
      section.refuse(
        "rescue_spreading_factor", "\(rescue.rawValue)",
        "must not be below spreading_factor = \(spreading.rawValue), or silence never ends")
    }
    return SimulatedRadio(
      region: region, channel: channel, rescue: rescue,
      extraChannels: Scenario.ExtraChannel.all(section, home: channel, region: region))
  }
}
