// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Fragmenter
import LoRaPHY

/// `[[radio.extra_channel]]`: a channel besides home, in the same region and with the same power.
public struct ExtraChannelConfiguration: Equatable, Sendable {
  /// `frequency_mhz` (required), `bandwidth_khz` and `spreading_factor`.
  ///
  /// All that is not given is as in `[radio.channel]`.
  public var channel: ChannelConfiguration
  /// `use`: "chat", "bulk" or "any".
  ///
  /// Default: "bulk".
  public var use: ExtraChannel.Use

  /// The use when nothing is said.
  public static let defaultUse = ExtraChannel.Use.bulk
  /// Extra channels of one radio at most.
  static let most = 8
}

extension ExtraChannelConfiguration {
  private static let keys = [
    "use", "region", "frequency_mhz", "bandwidth_khz", "spreading_factor", "coding_rate",
    "power_dbm", "antenna_gain_dbi", "cable_loss_db", "amplifier_gain_db",
  ]

  /// Reads all of them; those that are wrong are logged and left out.
  static func all(
    _ radio: SectionReader, home: ChannelConfiguration, driver: RadioDriver, confirmed: [String],
    callSign: CallSign?
  ) -> [ExtraChannelConfiguration] {
    let sections = radio.sections("extra_channel")
    if sections.count > most {
      radio.refuse("extra_channel", "\(sections.count)", "there are at most \(most)")
    }
    var places = [home.radioChannel]
    return sections.compactMap { section -> ExtraChannelConfiguration? in
      guard
        let extra = ExtraChannelConfiguration(section, home: home, driver: driver)
      else { return nil }
      let channel = extra.channel.radioChannel
      section.checkPlace(channel, home: home.radioChannel.frequency, among: places)
      places.append(channel)
      RegionRule.check(extra.channel, confirmed: confirmed, callSign: callSign, section)
      extra.checkFrames(section, home: home, confirmed: confirmed, callSign: callSign)
      return extra
    }
  }

  private init?(
    _ section: SectionReader, home: ChannelConfiguration, driver: RadioDriver
  ) {
    section.checkKeys(known: Self.keys)
    let modulation = home.radioChannel.modulation
    section.mustEqualHome("region", section.string("region"), home.region)
    section.mustEqualHome(
      "coding_rate", section.string("coding_rate"), "\(modulation.codingRate)")
    section.checkPower(home: home)
    guard let channel = section.extraChannel(besides: home.radioChannel, driver: driver) else {
      return nil
    }
    let uses = ExtraChannel.Use.allCases.map { ($0.rawValue, $0) }
    let use =
      section.has("use") ? section.choice("use", among: uses, what: "use") : Self.defaultUse
    guard let use else { return nil }
    self.channel = home
    self.channel.radioChannel = channel
    self.use = use
  }

  /// A message has frames of one length on all channels, so each must take home's longest.
  private func checkFrames(
    _ section: SectionReader, home: ChannelConfiguration, confirmed: [String], callSign: CallSign?
  ) {
    // What is illegal was logged before.
    guard let there = try? channel.admission(confirmed: confirmed, callSign: callSign).row,
      let here = try? home.admission(confirmed: confirmed, callSign: callSign).row
    else { return }
    let factor = channel.radioChannel.modulation.spreadingFactor
    let longest = there.longestFrameBytes(for: channel.radioChannel.modulation) ?? 0
    let wanted = here.longestFrameBytes(for: home.radioChannel.modulation) ?? 0
    guard longest < wanted else { return }
    section.refuse(
      "spreading_factor", "\(factor.rawValue)",
      "frames of \(wanted) bytes, as [radio.channel] has them, are too long there: at most"
        + " \(longest); choose a lower one, or a wider bandwidth_khz")
  }
}

extension ExtraChannelConfiguration {
  /// In one line, for people.
  var summary: String {
    let channel = channel.radioChannel
    return "\(use.rawValue), \(channel.frequency) MHz,"
      + " SF\(channel.modulation.spreadingFactor.rawValue),"
      + " \(channel.modulation.bandwidth.kilohertzText) kHz"
  }
}

extension SectionReader {
  /// Reads frequency, bandwidth and spreading factor; what is not given is as at home.
  func extraChannel(besides home: RadioChannel, driver: RadioDriver) -> RadioChannel? {
    guard let frequency = ChannelConfiguration.frequency(self) else { return nil }
    var channel = home
    channel.frequency = frequency
    if has("bandwidth_khz") {
      guard let width = ChannelConfiguration.bandwidth(self, driver: driver) else { return nil }
      channel.modulation.bandwidth = width
    }
    if has("spreading_factor") {
      guard let factor = ChannelConfiguration.factor(self, "spreading_factor", driver: driver)
      else { return nil }
      channel.modulation.spreadingFactor = factor
    }
    return channel
  }

  /// An announcement must be able to name the channel, and no two may be the same.
  func checkPlace(_ channel: RadioChannel, home: Frequency, among taken: [RadioChannel]) {
    if taken.contains(where: { $0.isSamePlace(as: channel) }) {
      refuse(
        "frequency_mhz", channel.frequency.description, "is another channel already; remove it")
    }
    guard !channel.canBeAnnounced(fromHome: home) else { return }
    refuse(
      "frequency_mhz", channel.frequency.description,
      "announcements cannot name it: it must be whole steps of 25 kHz and at most 12.7 MHz from"
        + " \(home), with a bandwidth of 62.5, 125, 250 or 500 kHz")
  }

  fileprivate func mustEqualHome(_ key: String, _ value: String?, _ home: String) {
    guard let value, value != home else { return }
    refuse(key, ProblemLog.quoted(value), "must be that of [radio.channel], \"\(home)\"; remove it")
  }

  /// The radio has one setting of its power, and one antenna.
  fileprivate func checkPower(home: ChannelConfiguration) {
    let rows: [(key: String, home: Double)] = [
      ("power_dbm", Double(home.powerDBm)), ("antenna_gain_dbi", home.antennaGainDBi),
      ("cable_loss_db", home.cableLossDB), ("amplifier_gain_db", home.amplifierGainDB ?? 0),
    ]
    for row in rows where has(row.key) {
      guard let value = number(row.key, in: -200...200, unit: "dB"), value != row.home else {
        continue
      }
      refuse(
        row.key, Self.plain(value),
        "must be that of [radio.channel], \(Self.plain(row.home)): all channels have one power")
    }
  }
}
