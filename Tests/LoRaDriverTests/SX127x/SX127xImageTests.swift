// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

/// Registers against values worked out by hand from the datasheet; addresses are literal.
@Suite struct SX127xImageTests {
  private func image(
    _ factor: SpreadingFactor = .sf7, _ bandwidth: Bandwidth = .kHz125,
    hertz: UInt32 = 868_100_000, settings: SX127xSettings? = nil,
    _ change: (inout Modulation) -> Void = { _ in }
  ) throws -> SX127xImage {
    var channel = RadioChannel.test(factor, bandwidth: bandwidth, hertz: hertz)
    change(&channel.modulation)
    let settings =
      try settings ?? SX127xSettings(output: .paBoost, powerDBm: 14, implicitFrameBytes: 32)
    return try SX127xImage(channel: channel, settings: settings)
  }

  private func listing(_ writes: [SX127xWrite]) -> [[UInt8]] {
    writes.map { [$0.register.rawValue] + $0.bytes }
  }

  /// The last value that writes give to a register.
  private func value(of address: UInt8, in writes: [SX127xWrite]) -> UInt8? {
    writes.compactMap { write -> UInt8? in
      let index = Int(address) - Int(write.register.rawValue)
      return write.bytes.indices.contains(index) ? write.bytes[index] : nil
    }.last
  }

  @Test func `a plain channel of 868.1 MHz`() throws {
    let image = try image { $0.payloadCRC = .present }
    #expect(
      listing(image.channelImage) == [
        [0x1D, 0x72, 0x74, 0x64, 0x00, 0x08, 0xFF, 0xFF, 0x00], [0x26, 0x04], [0x37, 0x0A],
        [0x39, 0x12], [0x41, 0x00], [0x0C, 0x23], [0x31, 0x43], [0x2F, 0x40, 0x00],
        [0x36, 0x03], [0x33, 0x27], [0x3B, 0x1D],
      ])
    #expect(
      listing(image.receiveImage(correction: 0)) == [
        [0x06, 0xD9, 0x06, 0x66], [0x27, 0x00], [0x22, 0xFF], [0x0E, 0x00, 0x00], [0x4D, 0x84],
        [0x11, 0x0F], [0x40, 0x00],
      ])
    #expect(
      listing(
        image.transmitImage(bytes: 20, power: SX127xPower(output: .paBoost, dBm: 14))) == [
          [0x06, 0xD9, 0x06, 0x66], [0x22, 0x14], [0x0E, 0x00, 0x00], [0x09, 0xFC, 0x09, 0x2B],
          [0x4D, 0x84], [0x11, 0xF7], [0x40, 0x40],
        ])
  }

  @Test func `a slow channel of 433.775 MHz, inverted, with another sync word`() throws {
    let settings = try SX127xSettings(
      output: .rfo, powerDBm: -2, syncWord: 0x34, polarity: .inverted)
    let image = try image(.sf12, .kHz125, hertz: 433_775_000, settings: settings) {
      $0.codingRate = .fourEighths
      $0.preambleSymbols = 300
    }
    #expect(
      listing(image.channelImage) == [
        [0x1D, 0x78, 0xC0, 0x64, 0x01, 0x2C, 0xFF, 0xFF, 0x00], [0x26, 0x0C], [0x37, 0x0A],
        [0x39, 0x34], [0x41, 0x00], [0x0C, 0x23], [0x31, 0x43], [0x2F, 0x40, 0x00],
        [0x36, 0x03], [0x33, 0x66], [0x3B, 0x19],
      ])
    // 433.775 MHz × 2^19 / 32 MHz = 7106969.6
    #expect(image.steps(shiftedBy: 0) == [0x6C, 0x71, 0x9A])
    #expect(image.port == .low)
    #expect(
      listing(SX127xPower(output: .rfo, dBm: -2).image) == [
        [0x09, 0x02, 0x09, 0x2B], [0x4D, 0x84],
      ])
  }

  @Test func `SF6 has no header, its own detection and a fixed length`() throws {
    let image = try image(.sf6) { $0.header = .implicit }
    let writes = image.channelImage
    #expect(value(of: 0x1D, in: writes) == 0x73)
    #expect(value(of: 0x1E, in: writes) == 0x60)
    #expect(value(of: 0x22, in: writes) == 32)
    #expect(value(of: 0x31, in: writes) == 0x45)
    #expect(value(of: 0x37, in: writes) == 0x0C)
    #expect(value(of: 0x22, in: image.receiveImage(correction: 0)) == 32)
  }

  @Test func `frequencies are rounded to the nearest step`() throws {
    for (hertz, steps) in [
      (869_525_000, [0xD9, 0x61, 0x9A]), (868_100_000, [0xD9, 0x06, 0x66]),
      (434_000_000, [0x6C, 0x80, 0x00]), (915_000_000, [0xE4, 0xC0, 0x00]),
      (865_200_000, [0xD8, 0x4C, 0xCD]),
    ] as [(UInt32, [UInt8])] {
      #expect(try image(hertz: hertz).steps(shiftedBy: 0) == steps)
    }
  }

  @Test func `each spreading factor, bandwidth and coding rate has its bits`() throws {
    for (index, bandwidth) in Bandwidth.allCases.enumerated() {
      for factor in SpreadingFactor.allCases where factor > .sf6 {
        for rate in CodingRate.allCases {
          let writes = try image(factor, bandwidth) { $0.codingRate = rate }.channelImage
          #expect(value(of: 0x1D, in: writes) == UInt8(index << 4 | rate.rawValue << 1))
          #expect(value(of: 0x1E, in: writes).map { $0 >> 4 } == UInt8(factor.rawValue))
        }
      }
    }
  }

  @Test func `over-current protection and high power follow the power`() {
    for (dBm, config, protection, dac) in [
      (2, 0xF0, 0x2B, 0x84), (10, 0xF8, 0x2B, 0x84), (17, 0xFF, 0x2B, 0x84),
      (18, 0xFD, 0x31, 0x87), (20, 0xFF, 0x31, 0x87),
    ] as [(Int, UInt8, UInt8, UInt8)] {
      let writes = SX127xPower(output: .paBoost, dBm: dBm).image
      #expect(listing(writes) == [[0x09, config, 0x09, protection], [0x4D, dac]])
    }
    for (dBm, config) in [(-4, 0x00), (0, 0x04), (1, 0x71), (14, 0x7E)] as [(Int, UInt8)] {
      #expect(SX127xPower(output: .rfo, dBm: dBm).image.first?.bytes.first == config)
    }
    #expect(SX127xPower(output: .paBoost, dBm: 20).continuous.dBm == 17)
    #expect(SX127xPower(output: .rfo, dBm: 99).dBm == 14)
  }

  @Test func `a single reception waits 4 to 1023 symbols`() throws {
    let image = try image(.sf9) { $0.payloadCRC = .present }
    for (symbols, bytes) in [(1, [0x94, 4]), (100, [0x94, 100]), (2_000, [0x97, 0xFF])]
      as [(Int, [UInt8])]
    {
      #expect(image.timeoutImage(symbols: symbols) == SX127xWrite(.modemConfig2, bytes: bytes))
    }
  }

  @Test func `an offset retunes the receiver and its data rate, the transmitter stays`() throws {
    let image = try image(hertz: 868_000_000)
    let writes = image.receiveImage(correction: 8_680)
    // 868 008 680 Hz; 10 millionths × 0.95 = 9.5, towards zero.
    #expect(value(of: 0x08, in: writes) == 0x8E)
    #expect(value(of: 0x27, in: writes) == 9)
    #expect(value(of: 0x27, in: image.receiveImage(correction: -8_680)) == 0xF7)
    let sending = image.transmitImage(bytes: 1, power: SX127xPower(output: .paBoost, dBm: 14))
    #expect(sending.first?.bytes == [0xD9, 0x00, 0x00])
  }

  @Test func `what the chip cannot do is refused with the reason`() throws {
    for (channel, word) in [
      (RadioChannel.test(hertz: 300_000_000), "MHz"),
      (.test(bandwidth: .kHz250, hertz: 169_400_000), "125 kHz"),
      (.test(.sf5), "SF5"), (.test(.sf6), "SF6"),
    ] {
      #expect {
        try SX127xImage(
          channel: channel, settings: SX127xSettings(output: .paBoost, powerDBm: 14))
      } throws: { "\($0)".contains(word) }
    }
    #expect(throws: RadioError.self) { try image { $0.preambleSymbols = 5 } }
    #expect(throws: RadioError.self) { try image { $0.preambleSymbols = 65_536 } }
    let settings = try SX127xSettings(output: .paBoost, powerDBm: 14)
    #expect(throws: RadioError.self) {
      try image(settings: settings) { $0.header = .implicit }
    }
    #expect(throws: SX127xSettingsError.self) {
      try SX127xSettings(output: .paBoost, powerDBm: 21)
    }
    #expect(throws: SX127xSettingsError.self) { try SX127xSettings(output: .rfo, powerDBm: 15) }
    #expect(throws: SX127xSettingsError.self) {
      try SX127xSettings(output: .rfo, powerDBm: 1, implicitFrameBytes: 256)
    }
  }
}
