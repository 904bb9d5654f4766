// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// All that a channel and the settings determine, as `radio set` lines; pure.
package struct RN2xx3Image: Sendable, Hashable {
  /// One value to set.
  package struct Setting: Sendable, Hashable {
    /// The name in `radio set`.
    package var name: String
    /// The value as the module writes it.
    package var value: String
  }

  /// The values in the order they are set.
  package let settings: [Setting]

  /// Checks that the module can do it.
  ///
  /// - Throws: ``RadioError/unsupportedChannel(_:)``.
  package init(
    channel: RadioChannel, settings: RN2xx3Settings, firmware: RN2xx3Firmware
  ) throws(RadioError) {
    if let reason = Self.fault(of: channel, settings, firmware) {
      throw .unsupportedChannel(reason)
    }
    let modulation = channel.modulation
    let syncWord = String(settings.syncWord, radix: 16, uppercase: true)
    let values: [(String, String)] = [
      ("mod", "lora"),
      ("freq", "\(channel.frequency.hertz)"),
      ("pwr", "\(settings.powerDBm)"),
      ("sf", "sf\(modulation.spreadingFactor.rawValue)"),
      ("bw", modulation.bandwidth.description),
      ("cr", modulation.codingRate.description),
      ("prlen", "\(modulation.preambleSymbols)"),
      ("crc", modulation.payloadCRC == .present ? "on" : "off"),
      ("iqi", settings.polarity == .inverted ? "on" : "off"),
      ("sync", settings.syncWord < 16 ? "0\(syncWord)" : syncWord),
      // The watchdog breaks off what takes longer than 15 s, reception included.
      ("wdt", "0"),
    ]
    self.settings = values.map { Setting(name: $0.0, value: $0.1) }
  }

  private static func fault(
    of channel: RadioChannel, _ settings: RN2xx3Settings, _ firmware: RN2xx3Firmware
  ) -> String? {
    let modulation = channel.modulation
    guard firmware.bands.contains(where: { $0.contains(channel.frequency.hertz) }) else {
      let bands = firmware.bands.map { band in
        "\(Frequency(hertz: band.lowerBound)) to \(Frequency(hertz: band.upperBound)) MHz"
      }
      return "an \(firmware.module.rawValue) covers \(bands.joined(separator: " and ")), "
        + "not \(channel.frequency) MHz"
    }
    let power = firmware.powerDBm
    guard power.contains(settings.powerDBm) else {
      let nearest = min(max(settings.powerDBm, power.lowerBound), power.upperBound)
      return "an \(firmware.module.rawValue) has \(power.lowerBound) to \(power.upperBound) dBm, "
        + "not \(settings.powerDBm); the nearest is \(nearest)"
    }
    guard modulation.spreadingFactor >= .sf7 else {
      return "an \(firmware.module.rawValue) has SF7 to SF12"
    }
    guard modulation.bandwidth >= .kHz125 else {
      return "an \(firmware.module.rawValue) has 125, 250 and 500 kHz"
    }
    guard (6...65_535).contains(modulation.preambleSymbols) else {
      return "an \(firmware.module.rawValue) wants preambles of 6 to 65535 symbols"
    }
    guard modulation.header == .explicit else {
      return "an \(firmware.module.rawValue) sends no frames without header"
    }
    guard modulation.isOptimized == (modulation.symbolDuration > .milliseconds(16)) else {
      return "an \(firmware.module.rawValue) chooses low data rate optimisation by itself"
    }
    return nil
  }
}
