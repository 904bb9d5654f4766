// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension ChannelConfiguration {
  private static let keys = [
    "region", "frequency_mhz", "bandwidth_khz", "spreading_factor", "coding_rate", "power_dbm",
    "antenna_gain_dbi", "cable_loss_db", "amplifier_gain_db", "rescue_spreading_factor",
    "turnaround_ms", "frame_gap_ms", "payload_crc",
  ]

  /// Reads `[radio.channel]`; `nil` when something is missing or wrong.
  init?(_ section: SectionReader, driver: RadioDriver?) {
    section.checkKeys(known: ChannelConfiguration.keys)
    let region = ChannelConfiguration.region(section)
    let frequency = ChannelConfiguration.frequency(section)
    let bandwidth = ChannelConfiguration.bandwidth(section, driver: driver)
    let factor = ChannelConfiguration.factor(section, "spreading_factor", driver: driver)
    let rescue = ChannelConfiguration.factor(section, "rescue_spreading_factor", driver: driver)
    let rates: [CodingRate] = [.fourFifths, .fourSixths, .fourSevenths, .fourEighths]
    let rate = section.choice(
      "coding_rate", among: rates.map { ("\($0)", $0) }, what: "coding rate")
    let power = section.integer(
      "power_dbm", in: driver?.powerDBm ?? ConfigurationLimits.powerDBm, unit: " dBm")
    let antenna = section.number(
      "antenna_gain_dbi", in: ConfigurationLimits.antennaGainDBi, unit: "dBi")
    let cable = section.number("cable_loss_db", in: ConfigurationLimits.cableLossDB, unit: "dB")
    let amplifier = section.number(
      "amplifier_gain_db", in: ConfigurationLimits.amplifierGainDB, unit: "dB")
    guard let region, let frequency, let bandwidth, let factor, let driver else { return nil }
    var modulation = Modulation(
      spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate ?? .fourFifths,
      payloadCRC: ChannelConfiguration.payloadCRC(section, driver: driver),
      family: driver.family(at: factor))
    modulation.preamble = driver.preamble
    let channel = RadioChannel(frequency: frequency, modulation: modulation)
    let slowest = RegionRule.rescueSpreadingFactor(region: region, channel: channel)
    if let rescue, rescue < factor {
      section.refuse(
        "rescue_spreading_factor", "\(rescue.rawValue)",
        "must not be below spreading_factor = \(factor.rawValue), or silence never ends")
    }
    self.init(
      region: region,
      radioChannel: channel,
      powerDBm: power ?? ChannelConfiguration.defaultPowerDBm,
      antennaGainDBi: antenna ?? ChannelConfiguration.defaultAntennaGainDBi,
      cableLossDB: cable ?? 0, amplifierGainDB: amplifier,
      rescueSpreadingFactor: rescue ?? max(slowest, factor))
    turnaround = ChannelConfiguration.turnaround(
      section, driver: driver, modulation: modulation, rescue: rescueSpreadingFactor)
    let gap = section.integer(
      "frame_gap_ms", in: ConfigurationLimits.frameGapMilliseconds, unit: " ms")
    frameGap = gap.map { .milliseconds($0) } ?? driver.frameGap
  }

  /// Dongles append a CRC whatever they are told, and some take no frame without one.
  private static func payloadCRC(_ section: SectionReader, driver: RadioDriver) -> PayloadCRC {
    let names: [(String, PayloadCRC)] = [("present", .present), ("absent", .absent)]
    guard section.has("payload_crc"),
      let wanted = section.choice("payload_crc", among: names, what: "payload CRC")
    else { return driver.payloadCRC }
    if wanted == .absent, driver.payloadCRC == .present {
      section.refuse(
        "payload_crc", "absent", "driver \"\(driver.rawValue)\" always sends one; remove it")
    }
    return wanted
  }

  /// How long an answer may take: what is given, else what this station's own radio needs.
  private static func turnaround(
    _ section: SectionReader, driver: RadioDriver, modulation: Modulation,
    rescue: SpreadingFactor
  ) -> Duration {
    let given = section.integer(
      "turnaround_ms", in: ConfigurationLimits.turnaroundMilliseconds, unit: " ms")
    if let given { return .milliseconds(given) }
    var slowest = modulation
    slowest.spreadingFactor = max(rescue, modulation.spreadingFactor)
    return driver.turnaround(at: slowest)
  }

  private static func region(_ section: SectionReader) -> String? {
    section.require(
      "region",
      "no region, no transmission; write region = \"EU868\", or another of "
        + RegionRule.legalIDs.joined(separator: ", "))
    guard let id = section.string("region") else { return nil }
    guard RegionRule.legalIDs.contains(id) else {
      section.refuse("region", ProblemLog.quoted(id), RegionRule.unknownReason(id))
      return nil
    }
    return id
  }

  /// The frequency: TOML has it as a binary fraction of MHz, the nearest hertz is meant.
  static func frequency(_ section: SectionReader) -> Frequency? {
    section.require("frequency_mhz", "write frequency_mhz = 869.525, the centre of the channel")
    let legal = ConfigurationLimits.frequencyMHz
    guard let megahertz = section.number("frequency_mhz", in: legal, unit: "MHz") else {
      return nil
    }
    return Frequency(hertz: UInt32((megahertz * 1_000_000).rounded()))
  }

  static func bandwidth(_ section: SectionReader, driver: RadioDriver?) -> Bandwidth? {
    section.require("bandwidth_khz", "write bandwidth_khz = 125.0")
    guard let kilohertz = section.number("bandwidth_khz", in: 0...1_000, unit: "kHz") else {
      return nil
    }
    let legal = driver?.bandwidths ?? Array(Bandwidth.allCases)
    let hit = Bandwidth(kilohertz: kilohertz)
    guard let hit, legal.contains(hit) else {
      let names = legal.map(\.kilohertzText).joined(separator: ", ")
      let whose = driver.map { " of driver \"\($0.rawValue)\"" } ?? ""
      section.refuse(
        "bandwidth_khz", SectionReader.plain(kilohertz),
        "no such bandwidth\(whose); legal: \(names)")
      return nil
    }
    return hit
  }

  static func factor(
    _ section: SectionReader, _ key: String, driver: RadioDriver?
  ) -> SpreadingFactor? {
    if key == "spreading_factor" {
      section.require(key, "write spreading_factor = 7 (fast) up to 12 (far)")
    }
    guard let number = section.integer(key, in: 5...12),
      let factor = SpreadingFactor(rawValue: number)
    else { return nil }
    if let driver, !driver.spreadingFactors.contains(number) {
      let legal = driver.spreadingFactors
      section.refuse(
        key, "\(number)",
        "driver \"\(driver.rawValue)\" has no explicit header at SF\(number), and loragw needs it;"
          + " legal: \(legal.lowerBound) to \(legal.upperBound)")
      return nil
    }
    return factor
  }
}
