// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

struct PreambleRuleTests {
  private func symbols(
    _ rule: PreambleRule, _ factor: SpreadingFactor, _ bandwidth: Bandwidth
  ) -> Int {
    var modulation = Modulation(
      spreadingFactor: factor, bandwidth: bandwidth, codingRate: .fourFifths)
    modulation.preamble = rule
    return modulation.sentPreambleSymbols
  }

  // By hand from `updateBitrate` of RNode_Firmware: ceil(24 ms / symbol), 6 ms above 30 kbit/s.
  @Test func `an RNode's preamble is that of its firmware`() {
    #expect(symbols(.rnode, .sf7, .kHz125) == 24)
    #expect(symbols(.rnode, .sf8, .kHz125) == 18)
    #expect(symbols(.rnode, .sf12, .kHz125) == 18)
    #expect(symbols(.rnode, .sf7, .kHz250) == 47)
    #expect(symbols(.rnode, .sf7, .kHz500) == 94)
    #expect(symbols(.rnode, .sf5, .kHz500) == 94)
    #expect(symbols(.rnode, .sf6, .kHz500) == 47)
    #expect(symbols(.rnode, .sf5, .kHz250) == 47)
    #expect(symbols(.rnode, .sf6, .kHz250) == 94)
  }

  @Test func `a MeshCore modem's preamble goes by the spreading factor`() {
    #expect(symbols(.meshCore, .sf7, .kHz125) == 32)
    #expect(symbols(.meshCore, .sf8, .kHz500) == 32)
    #expect(symbols(.meshCore, .sf9, .kHz125) == 16)
  }

  @Test func `the time on air counts the preamble that is sent`() {
    var modulation = Modulation(
      spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths)
    let programmed = modulation.timeOnAir(payloadBytes: 20)
    modulation.preamble = .rnode
    #expect(modulation.timeOnAir(payloadBytes: 20) - programmed == .microseconds(16 * 1_024))
  }
}
