// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// One value of a module with RUI3, `AT+NAME=VALUE`.
package struct RUI3Setting: Sendable, Hashable {
  /// The name.
  package var name: String
  /// The value as the module tells it.
  package var value: String
  /// The value as it is written.
  package var written: String
  /// Whether firmware that does not know it behaves as with this value.
  package var isOptional: Bool

  /// A value that is written as it is told.
  init(_ name: String, _ value: String, isOptional: Bool = false) {
    self.name = name
    self.value = value
    written = value
    self.isOptional = isOptional
  }

  /// The channel and the power: `Hz:SF:bandwidth:coding rate 0-3:preamble:dBm`.
  init(channel: RadioChannel, powerDBm: Int, firmware: RUI3Firmware) {
    let modulation = channel.modulation
    let index = Self.bandwidths.firstIndex(of: modulation.bandwidth) ?? 0
    let bandwidth = firmware.namesBandwidths && index < 3 ? "\(modulation.bandwidth)" : "\(index)"
    func text(_ bandwidth: String) -> String {
      "\(channel.frequency.hertz):\(modulation.spreadingFactor.rawValue):\(bandwidth):"
        + "\(modulation.codingRate.rawValue - 1):\(modulation.preambleSymbols):\(powerDBm)"
    }
    name = Self.channel
    value = text("\(index)")
    written = text(bandwidth) + (firmware.setsWithoutSaving ? ":1" : "")
    isOptional = false
  }

  /// The name of the setting that holds the channel.
  static let channel = "P2P"
  /// The bandwidths by their numbers.
  static let bandwidths: [Bandwidth] = [
    .kHz125, .kHz250, .kHz500, .kHz7_8, .kHz10_4, .kHz15_6, .kHz20_8, .kHz31_25, .kHz41_7,
    .kHz62_5,
  ]

  /// A value as the module tells it, in the form of `value`: bandwidths numbered, hex in capitals.
  static func normal(_ value: String, of name: String) -> String {
    guard name == channel else { return value.uppercased() }
    var parts = value.split(separator: ":", omittingEmptySubsequences: false).prefix(6)
      .map(String.init)
    if parts.count == 6, let index = ["125", "250", "500"].firstIndex(of: parts[2]) {
      parts[2] = "\(index)"
    }
    return parts.joined(separator: ":")
  }
}

/// All that a channel and the settings determine, as values to set; pure.
package struct RUI3Image: Sendable, Hashable {
  /// The values in the order they are set.
  package let settings: [RUI3Setting]

  /// Checks that the module can do it.
  ///
  /// - Throws: ``RadioError/unsupportedChannel(_:)``.
  package init(
    channel: RadioChannel, settings: RUI3Settings, firmware: RUI3Firmware
  ) throws(RadioError) {
    if let reason = Self.fault(of: channel, settings) ?? Self.age(of: firmware, channel, settings) {
      throw .unsupportedChannel(reason)
    }
    let word = settings.syncWord
    let syncWord = Hexadecimal.text([word & 0xF0 | 4, word << 4 | 4])
    var values = [
      RUI3Setting(channel: channel, powerDBm: settings.powerDBm, firmware: firmware),
      // Encrypted frames are padded, and nobody else reads them.
      RUI3Setting("ENCRY", "0", isOptional: true),
      RUI3Setting("LPM", "0", isOptional: true),
    ]
    if firmware.setsSyncWord {
      values += [
        RUI3Setting("SYNCWORD", syncWord),
        RUI3Setting("IQINVER", settings.polarity == .inverted ? "1" : "0"),
        RUI3Setting("FIXLENGTHPAYLOAD", "0", isOptional: true),
        RUI3Setting("SYMBOLTIMEOUT", "0", isOptional: true),
      ]
    }
    if firmware.detectsActivity {
      let detects = settings.beforeTransmission == .channelActivityDetection
      values.append(RUI3Setting("CAD", detects ? "1" : "0"))
    }
    self.settings = values
  }

  private static func fault(of channel: RadioChannel, _ settings: RUI3Settings) -> String? {
    let modulation = channel.modulation
    guard (150_000_000...960_000_000).contains(channel.frequency.hertz) else {
      return "RUI3 covers 150 to 960 MHz"
    }
    guard (5...22).contains(settings.powerDBm) else {
      return "RUI3 has 5 to 22 dBm, not \(settings.powerDBm); the nearest is "
        + "\(min(max(settings.powerDBm, 5), 22))"
    }
    let isShort = modulation.spreadingFactor <= .sf6
    if isShort, modulation.family == .sx127x { return "SF5 and SF6 of RUI3 are those of SX126x" }
    // The firmware lengthens shorter ones by itself.
    guard ((isShort ? 12 : 6)...65_535).contains(modulation.preambleSymbols) else {
      return "RUI3 wants preambles of 6 to 65535 symbols, 12 at least with SF5 and SF6"
    }
    guard modulation.header == .explicit else { return "RUI3 sends no frames without header" }
    guard modulation.payloadCRC == .present else {
      return "RUI3 sends each frame with a CRC: the payload CRC must be on"
    }
    let isSlow = modulation.symbolDuration > .milliseconds(16)
    guard isSlow == modulation.isOptimized, !isSlow || modulation.bandwidth >= .kHz125 else {
      return "RUI3 chooses low data rate optimisation by itself, and for symbols longer than 16 ms "
        + "at 125 and 250 kHz only"
    }
    return nil
  }

  /// What the version is too old for.
  private static func age(
    of firmware: RUI3Firmware, _ channel: RadioChannel, _ settings: RUI3Settings
  ) -> String? {
    if channel.modulation.bandwidth < .kHz125, !firmware.numbersBandwidths {
      return "\(firmware) has 125, 250 and 500 kHz; 3.5.1 has narrower ones: update it"
    }
    if !firmware.setsSyncWord, settings.syncWord != 0x12 || settings.polarity == .inverted {
      return "\(firmware) has sync word 0x12 and normal polarity only; 3.5.4 has others: update it"
    }
    if settings.beforeTransmission == .channelActivityDetection, !firmware.detectsActivity {
      return "\(firmware) has no channel activity detection; 4.0.6 has: update it"
    }
    if settings.largestFrameBytes > firmware.largestFrameBytes {
      return "\(firmware) sends \(firmware.largestFrameBytes) bytes at most, not "
        + "\(settings.largestFrameBytes): update it, or set the largest frame"
    }
    return nil
  }
}
