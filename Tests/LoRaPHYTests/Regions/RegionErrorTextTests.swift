// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

/// What an operator reads: each refusal says why and what is legal.
struct RegionErrorTextTests {
  private func refusal(
    _ id: String, _ channel: RadioChannel, chip: Int = 0, antenna: Int = 215,
    confirmed: Set<RowName> = []
  ) throws -> String {
    let plan = TransmissionPlan(
      channel: channel,
      power: LinkPower(
        chip: PowerLevel(dBm: chip), antennaGain: Decibels(hundredths: antenna)),
      confirmed: confirmed)
    let region = try Region.named(id)
    do throws(TransmissionRefusal) {
      return "admitted by \(try region.admit(plan).map(\.name))"
    } catch { return error.description }
  }

  @Test func `a channel's refusal names the nearest legal centre`() throws {
    #expect(
      try refusal("EU868", channel(868_650_000))
        == "125 kHz at 868.65 MHz reaches into alarm-868.6: alarm systems only (region EU868); "
        + "nearest legal centre: 868.5375 MHz")
    #expect(
      try refusal("EU868", channel(868_000_000))
        == "125 kHz at 868.0 MHz crosses an edge of sub-band L (region EU868); "
        + "nearest legal centre: 867.9375 MHz")
    #expect(
      try refusal("EU868", channel(915_000_000))
        == "125 kHz at 915.0 MHz lies outside the region (region EU868); "
        + "nearest legal centre: 869.9375 MHz")
    #expect(
      try refusal("AS923-JP", channel(920_700_000))
        == "125 kHz at 920.7 MHz is off the channels of sub-band AS923-JP (region AS923-JP); "
        + "nearest legal centre: 920.8 MHz")
  }

  @Test func `a bandwidth's refusal names those that are legal`() throws {
    #expect(
      try refusal("IN865", channel(866_000_000, .kHz250))
        == "no frequency of region IN865 takes a bandwidth of 250 kHz; "
        + "legal: 7.8, 10.4, 15.6, 20.8, 31.25, 41.7, 62.5, 125 kHz")
    #expect(
      try refusal("US915", channel(915_000_000))
        == "125 kHz at 915.0 MHz must hop over at least 2 channels (region US915); "
        + "legal on one channel: 500 kHz")
  }

  @Test func `a receive-only region says why and what would change it`() throws {
    #expect(
      try refusal("RU864", channel(868_900_000))
        == "the rules of RU864 are known from weak sources; receive only"
        + ", unless the operator confirms \"RU864\"")
    #expect(
      try refusal("HAM-70CM-US", channel(433_000_000, .kHz62_5))
        == "HAM-70CM-US is an amateur region, where a station must send its call sign; receive only"
    )
    #expect(
      TransmitPermission.Reason.simulationOnly.description
        == "lab has no limits and exists in simulations only; on the air it is receive only")
  }

  @Test func `an unknown region names all there are`() {
    let ids = Region.all.map(\.id).joined(separator: ", ")
    #expect("\(RegionError.unknownRegion(id: "EU86"))" == "no region \"EU86\"; legal: \(ids)")
    #expect("\(RegionError.simulationOnly)".hasPrefix("region lab exists in simulations only, "))
  }

  @Test func `too long a frame names the nearest settings`() throws {
    #expect(
      try refusal("AU915", channel(916_000_000, .kHz125, .sf12))
        == "SF12 at 125 kHz: a frame of 64 bytes lasts 2793.472 ms, in AU915 at most 400 ms are "
        + "legal; nearest legal: SF9 at 125 kHz")
    #expect(
      try refusal("AU915", channel(916_000_000, .kHz125, .sf10))
        == "SF10 at 125 kHz: a frame of 64 bytes lasts 698.368 ms, in AU915 at most 400 ms are "
        + "legal; nearest legal: SF9 at 125 kHz or SF10 at 250 kHz")
  }

  @Test func `what the chip has not is refused with what it has`() throws {
    #expect(
      try refusal("EU868", channel(868_100_000, .kHz125, .sf6))
        == "the chip has no SF6 with explicit header; nearest: SF7")
    var short = channel(868_100_000)
    short.modulation.preambleSymbols = 3
    #expect(
      try refusal("EU868", short)
        == "the chip has no preamble of 3 symbols; legal: 6 to 65535")
  }

  @Test func `too strong a signal names the largest setting`() throws {
    #expect(
      try refusal("EU868", channel(868_100_000), chip: 14, antenna: 516)
        == "an EIRP of 19.16 dBm (ERP 17.01 dBm) is 3.01 dB over the limit of M, 16.15 dBm"
        + "; legal: a chip setting of at most 10 dBm")
    #expect(
      try refusal("AS923-JP", channel(920_600_000), chip: 14, antenna: 0)
        == "a conducted power of 14 dBm is 1 dB over the limit of AS923-JP, 13 dBm"
        + "; legal: a chip setting of at most 13 dBm")
  }

  @Test func `an unconfirmed row is named`() throws {
    let fault = RegionError.ChannelFault.unconfirmed(RowName("RU864/RU-868.7"))
    #expect(
      throws: RegionError.illegalChannel(
        region: "RU864", signal: channel(868_900_000).signal, fault: fault,
        nearest: Frequency(hertz: 864_937_500))
    ) { try Region.named("RU864").subBand(for: channel(868_900_000)) }
    #expect("\(fault)" == "lies in RU864/RU-868.7, which nobody has confirmed")
    #expect(
      "\(RegionError.ChannelFault.bandwidth(subBand: "X"))"
        == "has a bandwidth that sub-band X does not take")
  }
}
