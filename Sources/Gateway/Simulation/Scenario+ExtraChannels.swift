// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

extension Scenario.ExtraChannel {
  /// Reads all `[[radio.extra_channel]]`; those that are wrong are logged and left out.
  static func all(
    _ radio: SectionReader, home: RadioChannel, region: String
  ) -> [Scenario.ExtraChannel] {
    var places = [home]
    return radio.sections("extra_channel").compactMap { section in
      section.checkKeys(known: ["frequency_mhz", "bandwidth_khz", "spreading_factor", "use"])
      guard let channel = section.extraChannel(besides: home, driver: .simulated) else {
        return nil
      }
      section.checkPlace(channel, home: home.frequency, among: places)
      places.append(channel)
      section.checkLaw(of: channel, region: region)
      let uses = Fragmenter.ExtraChannel.Use.allCases.map { ($0.rawValue, $0) }
      let use =
        section.has("use")
        ? section.choice("use", among: uses, what: "use") : ExtraChannelConfiguration.defaultUse
      return use.map { Scenario.ExtraChannel(channel: channel, use: $0) }
    }
  }
}

extension SectionReader {
  /// Logs what a region refuses of a channel; `lab` refuses nothing.
  fileprivate func checkLaw(of channel: RadioChannel, region: String) {
    guard region != Region.lab.id else { return }
    do {
      let row = try Region.named(region).subBand(for: channel)
      try channel.modulation.check(in: row)
    } catch let error as RegionError {
      refuse("frequency_mhz", channel.frequency.description, error.description)
    } catch {
      refuse("spreading_factor", "\(channel.modulation.spreadingFactor.rawValue)", "\(error)")
    }
  }
}
