// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import Testing

struct ExtraChannelTests {
  /// The right configuration at 868.1 MHz, with one extra channel.
  private func text(_ lines: String) -> String {
    ConfigurationSample.changed("869.525", "868.1")
      .replacing("[status]", with: "[[radio.extra_channel]]\n\(lines)\n[status]")
  }

  private func parameters(_ lines: String) throws -> LinkParameters {
    try LinkParameters(try Configuration(parsing: text(lines), file: "f"))
  }

  @Test func `a channel in another sub-band has that one's airtime`() throws {
    let link = try parameters("frequency_mhz = 869.525\nuse = \"any\"")
    #expect(link.bandName == RowName("EU868/M"))
    let extra = try #require(link.extraChannels.first)
    #expect(extra.band.name == RowName("EU868/P") && extra.use == .any)
    #expect(extra.band.rule.limit == .seconds(360) && link.airtimeRule.limit == .seconds(36))
    #expect(extra.band.reserve.chat > .zero)
    var slowest = extra.channel.modulation
    slowest.spreadingFactor = try #require(extra.spreadingFactors.max())
    #expect(
      extra.band.reserve.control >= slowest.timeOnAir(payloadBytes: ControlFrame.encodedBytes) * 6)
    #expect(extra.channel.modulation == link.modulation)
    #expect(extra.spreadingFactors.first == .sf7)
  }

  @Test func `a channel in the sub-band of home shares its airtime`() throws {
    let link = try parameters("frequency_mhz = 868.3\nbandwidth_khz = 250.0")
    let extra = try #require(link.extraChannels.first)
    #expect(extra.band.name == link.bandName && extra.use == .bulk)
    #expect(extra.band.rule == link.airtimeRule && extra.band.reserve == link.airtimeReserve)
    #expect(extra.channel.modulation.bandwidth == .kHz250)
  }

  @Test func `the summary names them`() throws {
    let configuration = try Configuration(
      parsing: text("frequency_mhz = 869.525"), file: "f")
    #expect(configuration.summary.contains("extra    bulk, 869.525 MHz, SF7, 125.0 kHz"))
  }

  @Test(
    arguments: [
      ("use = \"bulk\"", "frequency_mhz: missing"),
      ("frequency_mhz = 869.525\nuse = \"mail\"", "no such use; legal: chat, bulk, any"),
      ("frequency_mhz = 869.3", "extra_channel[1].frequency_mhz"),
      ("frequency_mhz = 868.1", "is another channel already; remove it"),
      ("frequency_mhz = 868.31", "announcements cannot name it"),
      ("frequency_mhz = 869.525\npower_dbm = 20", "all channels have one power"),
      ("frequency_mhz = 869.525\nregion = \"US915\"", "must be that of [radio.channel]"),
      ("frequency_mhz = 869.525\ncoding_rate = \"4/8\"", "must be that of [radio.channel]"),
      ("frequency_mhz = 869.525\nuze = \"bulk\"", "did you mean radio.extra_channel[1].use?"),
      ("frequency_mhz = 869.525\nbandwidth_khz = 500.0", "extra_channel[1]"),
    ])
  func `what is wrong is told by its key`(lines: String, expected: String) {
    do {
      _ = try Configuration(parsing: text(lines), file: "f")
      Issue.record("no error for \(lines)")
    } catch {
      #expect(error.description.contains(expected), "\(error.description)")
      #expect(error.description.split(separator: "\n").count == 1, "\(error.description)")
    }
  }
}
