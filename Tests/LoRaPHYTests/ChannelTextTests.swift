// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

struct ChannelTextTests {
  @Test(
    arguments: [
      ("868", 868_000_000), ("868.0", 868_000_000), ("869.525", 869_525_000), ("0.000001", 1),
      ("433.0500000000000000000000", 433_050_000), ("4294.967295", 4_294_967_295), ("0", 0),
      ("000868", 868_000_000),
    ] as [(String, UInt32)])
  func `a frequency in MHz is read to the hertz`(text: String, hertz: UInt32) {
    #expect(Frequency(megahertz: text)?.hertz == hertz)
  }

  @Test(arguments: [
    "", ".", "868.", ".5", "868.1.2", "868,1", "-1", "+868", "1e3", "869.5250001", "4294.967296",
    "99999999999999999999999999999999", " 868", "٨٦٨", "0x10", "nan",
  ])
  func `what is no frequency is refused`(text: String) {
    #expect(Frequency(megahertz: text) == nil)
  }

  @Test(arguments: [0, 1, 10, 100_000, 868_000_000, 869_525_000, .max] as [UInt32])
  func `a frequency's text is read back`(hertz: UInt32) {
    let frequency = Frequency(hertz: hertz)
    #expect(Frequency(megahertz: frequency.description) == frequency)
  }

  @Test func `a frequency is written without needless zeros`() {
    #expect("\(Frequency(hertz: 869_525_000))" == "869.525")
    #expect("\(Frequency(hertz: 868_000_000))" == "868.0")
    #expect("\(Frequency(hertz: 1))" == "0.000001")
  }

  @Test func `every bandwidth has its nominal name`() {
    let names = ["7.8", "10.4", "15.6", "20.8", "31.25", "41.7", "62.5", "125", "250", "500"]
    #expect(Bandwidth.allCases.map(\.description) == names)
    #expect(names.map { Bandwidth(kilohertz: $0) } == Bandwidth.allCases)
    #expect(Bandwidth(kilohertz: "125.0") == .kHz125)
    #expect(Bandwidth(kilohertz: "500.0") == .kHz500)
  }

  @Test(arguments: ["", "125.00", ".0", "125.0.0", "7.80", "7.812", "125kHz", "126", "0"])
  func `what is no bandwidth is refused`(text: String) {
    #expect(Bandwidth(kilohertz: text) == nil)
  }

  @Test func `every coding rate is read back`() {
    #expect(CodingRate.allCases.map(\.description) == ["4/5", "4/6", "4/7", "4/8"])
    #expect(CodingRate.allCases.map { CodingRate($0.description) } == CodingRate.allCases)
    #expect(CodingRate("4/9") == nil)
    #expect(CodingRate("") == nil)
  }
}
