// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

/// Commands against values worked out by hand from the datasheet; opcodes are literal.
@Suite struct SX126xImageTests {
  private func image(
    _ factor: SpreadingFactor = .sf7, _ bandwidth: Bandwidth = .kHz125,
    hertz: UInt32 = 868_100_000, settings: SX126xSettings? = nil,
    _ change: (inout Modulation) -> Void = { _ in }
  ) throws -> SX126xImage {
    var channel = RadioChannel.test(factor, bandwidth: bandwidth, hertz: hertz)
    change(&channel.modulation)
    let settings = try settings ?? SX126xSettings(variant: .sx1262, powerDBm: 22)
    return try SX126xImage(channel: channel, settings: settings)
  }

  @Test func `frequencies are rounded to the nearest step of 2 to the 25th`() throws {
    // 868.1 MHz × 2^25 / 32 MHz = 910268825.6, 869.525 MHz: 911763046.4, 434 MHz: 455081984
    #expect(try image().frequency == [0x86, 0x36, 0x41, 0x99, 0x9A])
    #expect(try image(hertz: 869_525_000).frequency == [0x86, 0x36, 0x58, 0x66, 0x66])
    #expect(try image(hertz: 434_000_000).frequency == [0x86, 0x1B, 0x20, 0x00, 0x00])
  }

  @Test func `modulation, packet and sync word have their codes`() throws {
    #expect(try image().modulation == [0x8B, 7, 4, 1, 0])
    #expect(try image(.sf12).modulation == [0x8B, 12, 4, 1, 1])
    #expect(try image(.sf11).modulation == [0x8B, 11, 4, 1, 1])
    #expect(try image(.sf10, .kHz62_5).modulation == [0x8B, 10, 3, 1, 1])
    #expect(try image(.sf9, .kHz500).modulation == [0x8B, 9, 6, 1, 0])
    let codes = try Bandwidth.allCases.map { try image(.sf7, $0).modulation[2] }
    #expect(codes == [0x00, 0x08, 0x01, 0x09, 0x02, 0x0A, 0x03, 0x04, 0x05, 0x06])
    #expect(try image().packet(bytes: 20) == [0x8C, 0, 8, 0, 20, 0, 0])
    let inverted = try SX126xSettings(
      variant: .sx1262, powerDBm: 0, syncWord: 0x34, polarity: .inverted, implicitFrameBytes: 9)
    let other = try image(settings: inverted) {
      $0.preambleSymbols = 300
      $0.header = .implicit
      $0.payloadCRC = .present
    }
    #expect(other.packet(bytes: 9) == [0x8C, 1, 0x2C, 1, 9, 1, 1])
    #expect(other.syncWord == [0x34, 0x44])
    #expect(try image().syncWord == [0x14, 0x24])
    #expect(other.receiveBytes == 9)
  }

  @Test func `the image is calibrated for the band`() throws {
    for (hertz, range) in [
      (868_100_000, [0xD7, 0xDB]), (915_000_000, [0xE1, 0xE9]), (433_500_000, [0x6B, 0x6F]),
      (490_000_000, [0x75, 0x81]), (780_000_000, [0xC1, 0xC5]), (169_400_000, [0x2A, 0x2B]),
    ] as [(UInt32, [UInt8])] {
      #expect(try image(hertz: hertz).imageCalibration == [0x98] + range)
    }
  }

  @Test func `power follows the amplifier's table`() throws {
    for (variant, power, config, setting, protection) in [
      (.sx1262, 22, [0x04, 0x07, 0x00, 0x01], 22, 0x38),
      (.sx1268, -9, [0x04, 0x07, 0x00, 0x01], 0xF7, 0x38),
      (.sx1261, 15, [0x06, 0x00, 0x01, 0x01], 14, 0x18),
      (.sx1261, -17, [0x04, 0x00, 0x01, 0x01], 0xEF, 0x18),
    ] as [(SX126xSettings.Variant, Int, [UInt8], UInt8, UInt8)] {
      let settings = try SX126xSettings(variant: variant, powerDBm: power)
      let image = try image(settings: settings)
      #expect(image.power == [[0x95] + config, [0x8E, setting, 0x02]])
      #expect(image.protection == protection)
    }
    #expect(throws: SX126xSettingsError.self) {
      try SX126xSettings(variant: .sx1261, powerDBm: 16)
    }
    #expect(throws: SX126xSettingsError.self) {
      try SX126xSettings(variant: .sx1262, powerDBm: 23)
    }
  }

  @Test func `errata change their bits only, both ways`() throws {
    #expect(try image(.sf7, .kHz500).txModulation(0xFF) == 0xFB)
    #expect(try image().txModulation(0x00) == 0x04)
    #expect(try image().txClamp(0xC0) == 0xDE)
    let small = try SX126xSettings(variant: .sx1261, powerDBm: 10)
    #expect(try image(settings: small).txClamp(0xC0) == 0xC0)
    #expect(try image().iqPolarity(0x09) == 0x0D)
    let inverted = try SX126xSettings(variant: .sx1262, powerDBm: 10, polarity: .inverted)
    #expect(try image(settings: inverted).iqPolarity(0x0D) == 0x09)
  }

  @Test func `what the chip cannot do is refused`() throws {
    #expect(throws: RadioError.self) { try image(hertz: 2_400_000_000) }
    #expect(throws: RadioError.self) { try image { $0.preambleSymbols = 5 } }
    #expect(throws: RadioError.self) { try image(.sf6) { $0.preambleSymbols = 12 } }
    #expect(throws: RadioError.self) { try image { $0.header = .implicit } }
    let small = try SX126xSettings(variant: .llcc68, powerDBm: 10)
    #expect(throws: RadioError.self) { try image(.sf10, settings: small) }
    _ = try image(.sf5) {
      $0.preambleSymbols = 12
      $0.family = .sx126x
    }
  }

  @Test func `levels and frequency errors are read as the datasheet says`() throws {
    let levels = try #require(SX126xLevels.levels([0xC8, 0xF6, 0xC0]))
    #expect(levels.rssi.dBm == -100)
    #expect(levels.snr.decibels == -2.5)
    #expect(SX126xLevels.frequencyError([0x00, 0x03, 0xE8], bandwidth: .kHz125) == 121)
    #expect(SX126xLevels.frequencyError([0x0F, 0xFC, 0x18], bandwidth: .kHz125) == -121)
  }
}
