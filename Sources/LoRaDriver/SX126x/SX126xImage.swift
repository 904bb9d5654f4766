// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// All that a channel and the settings determine, as bytes for the wire; pure.
package struct SX126xImage: ChipImage, Hashable {
  /// Where and how.
  package let channel: RadioChannel
  /// What the operator decides.
  package let settings: SX126xSettings

  /// Checks that the chip can do it.
  ///
  /// - Throws: ``RadioError/unsupportedChannel(_:)``.
  package init(channel: RadioChannel, settings: SX126xSettings) throws(RadioError) {
    if let reason = Self.fault(of: channel, settings) { throw .unsupportedChannel(reason) }
    self.channel = channel
    self.settings = settings
  }

  private static func fault(of channel: RadioChannel, _ settings: SX126xSettings) -> String? {
    let modulation = channel.modulation
    guard (150_000_000...960_000_000).contains(channel.frequency.hertz) else {
      return "an SX126x covers 150 to 960 MHz"
    }
    let isShort = modulation.spreadingFactor <= .sf6
    guard ((isShort ? 12 : 6)...65_535).contains(modulation.preambleSymbols) else {
      return "an SX126x wants preambles of 6 to 65535 symbols, 12 at least with SF5 and SF6"
    }
    if isShort, modulation.family == .sx127x { return "SF5 and SF6 of an SX126x are other ones" }
    if settings.variant == .llcc68, isBeyondLLCC68(modulation) {
      return "an LLCC68 has no such spreading factor at this bandwidth"
    }
    if modulation.header == .implicit, settings.implicitFrameBytes == nil {
      return "frames without header need a fixed length; none is set"
    }
    return nil
  }

  /// SF5 to SF9 at 125 kHz, to SF10 at 250 kHz, to SF11 at 500 kHz (LLCC68 datasheet §6.1.1).
  private static func isBeyondLLCC68(_ modulation: Modulation) -> Bool {
    switch modulation.bandwidth {
    case .kHz125: modulation.spreadingFactor > .sf9
    case .kHz250: modulation.spreadingFactor > .sf10
    case .kHz500: modulation.spreadingFactor > .sf11
    default: true
    }
  }

  // MARK: - Channel

  /// SetRfFrequency: steps of 32 MHz / 2^25, nearest.
  package var frequency: [UInt8] {
    let steps = (UInt64(channel.frequency.hertz) << 25 + 16_000_000) / 32_000_000
    return [SX126xCommand.setRFFrequency.rawValue]
      + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: steps >> UInt64($0)) }
  }

  /// SetModulationParams: spreading factor, bandwidth, coding rate, low data rate optimisation.
  package var modulation: [UInt8] {
    let modulation = channel.modulation
    let width: UInt8 =
      switch modulation.bandwidth {
      case .kHz7_8: 0x00
      case .kHz10_4: 0x08
      case .kHz15_6: 0x01
      case .kHz20_8: 0x09
      case .kHz31_25: 0x02
      case .kHz41_7: 0x0A
      case .kHz62_5: 0x03
      case .kHz125: 0x04
      case .kHz250: 0x05
      case .kHz500: 0x06
      }
    return [
      SX126xCommand.setModulationParams.rawValue, UInt8(modulation.spreadingFactor.rawValue), width,
      UInt8(modulation.codingRate.rawValue), modulation.isOptimized ? 1 : 0,
    ]
  }

  /// SetPacketParams: preamble, header, length, CRC, IQ.
  package func packet(bytes: Int) -> [UInt8] {
    let modulation = channel.modulation
    let preamble = modulation.preambleSymbols
    return [
      SX126xCommand.setPacketParams.rawValue, UInt8(truncatingIfNeeded: preamble >> 8),
      UInt8(truncatingIfNeeded: preamble), modulation.header == .implicit ? 1 : 0,
      UInt8(clamping: bytes), modulation.payloadCRC == .present ? 1 : 0,
      settings.polarity == .inverted ? 1 : 0,
    ]
  }

  /// The length to receive with: all, or the fixed one.
  package var receiveBytes: Int {
    channel.modulation.header == .implicit ? settings.implicitFrameBytes ?? 255 : 255
  }

  /// The sync word's two bytes: each half of the one-byte form, followed by a 4.
  package var syncWord: [UInt8] {
    let word = settings.syncWord
    return [word & 0xF0 | 4, word << 4 | 4]
  }

  /// CalibrateImage for the band that holds the channel (datasheet §9.2.1), in steps of 4 MHz.
  package var imageCalibration: [UInt8] {
    let range: [UInt8] =
      switch channel.frequency.hertz {
      case 902_000_000...928_000_000: [0xE1, 0xE9]
      case 863_000_000...870_000_000: [0xD7, 0xDB]
      case 779_000_000...787_000_000: [0xC1, 0xC5]
      case 470_000_000...510_000_000: [0x75, 0x81]
      case 430_000_000...440_000_000: [0x6B, 0x6F]
      case let hertz:
        [UInt8(clamping: hertz / 4_000_000), UInt8(clamping: hertz / 4_000_000 + 1)]
      }
    return [SX126xCommand.calibrateImage.rawValue] + range
  }

  /// SetCadParams: 4 symbols, thresholds by spreading factor, then standby (AN1200.48).
  package var cadParameters: [UInt8] {
    let factor = UInt8(channel.modulation.spreadingFactor.rawValue)
    return [SX126xCommand.setCADParams.rawValue, 0x02, factor + 13, 10, 0x00, 0x00, 0x00, 0x00]
  }

  // MARK: - Power

  /// SetPaConfig, SetTxParams with a ramp of 40 µs (datasheet §13.1.14, §13.4.4).
  package var power: [[UInt8]] {
    let configuration: [UInt8] =
      switch settings.variant {
      case .sx1261: [settings.powerDBm > 14 ? 0x06 : 0x04, 0x00, 0x01, 0x01]
      case .sx1262, .sx1268, .llcc68: [0x04, 0x07, 0x00, 0x01]
      }
    // 15 dBm of an SX1261 is the setting 14 with another duty cycle of the amplifier.
    let setting = settings.variant == .sx1261 ? min(settings.powerDBm, 14) : settings.powerDBm
    return [
      [SX126xCommand.setPAConfig.rawValue] + configuration,
      [SX126xCommand.setTXParams.rawValue, UInt8(bitPattern: Int8(clamping: setting)), 0x02],
    ]
  }

  /// Over-current protection: 140 mA, SX1261 60 mA; SetPaConfig changes it.
  package var protection: UInt8 { settings.variant == .sx1261 ? 0x18 : 0x38 }

  // MARK: - Errata

  /// Erratum 15.1: bit 2 of the register for the transmitter's modulation.
  package func txModulation(_ former: UInt8) -> UInt8 {
    channel.modulation.bandwidth == .kHz500 ? former & ~0x04 : former | 0x04
  }

  /// Erratum 15.2: the clamping of the amplifier, of the stronger chips only.
  package func txClamp(_ former: UInt8) -> UInt8 {
    settings.variant == .sx1261 ? former : former | 0x1E
  }

  /// Erratum 15.4: bit 2 of the register for the IQ polarity.
  package func iqPolarity(_ former: UInt8) -> UInt8 {
    settings.polarity == .inverted ? former & ~0x04 : former | 0x04
  }
}

/// How readings of an SX126x become physical values (datasheet §13.5.3).
package enum SX126xLevels {
  /// Strength and SNR of a frame, from GetPacketStatus.
  package static func levels(_ status: [UInt8]) -> (rssi: RSSI, snr: SNR)? {
    guard status.count == 3 else { return nil }
    let snr = SNR(decibels: Double(Int8(bitPattern: status[1])) / 4)
    return (RSSI(dBm: -Double(status[0]) / 2), snr)
  }

  /// Whether the last header announced a CRC: bit 4 ahead of the frequency error, as RadioLib
  /// reads it; the datasheet does not tell.
  package static func hasCRC(_ registers: [UInt8]) -> Bool {
    registers.first.map { $0 & 0x10 != 0 } ?? false
  }

  /// How far a frame was above the receiver, in hertz: 1.55 × F / (1600 / BW in kHz).
  package static func frequencyError(_ registers: [UInt8], bandwidth: Bandwidth) -> Int {
    guard registers.count == 3 else { return 0 }
    let raw = Int(registers[0] & 0x0F) << 16 | Int(registers[1]) << 8 | Int(registers[2])
    let signed = raw & 0x80000 == 0 ? raw : raw - 0x100000
    let kilohertz = 1_000 / Double(bandwidth.chipMicroseconds)
    return Int((1.55 * Double(signed) * kilohertz / 1_600).rounded())
  }
}
