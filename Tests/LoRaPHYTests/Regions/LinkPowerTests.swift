// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaPHY
import Testing

struct LinkPowerTests {
  /// SplitMix64, so that a seed names a case.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  @Test(arguments: TableRow.allowed)
  func `the largest legal setting passes and one decibel more does not`(_ entry: TableRow) throws {
    let seed = UInt64(0x1057)
    var generator = Generator(state: seed)
    for _ in 0..<200 {
      var power = LinkPower(
        chip: PowerLevel(dBm: 0),
        amplifierGain: Decibels(hundredths: .random(in: 0...3_500, using: &generator)),
        cableLoss: Decibels(hundredths: .random(in: 0...900, using: &generator)),
        antennaGain: Decibels(hundredths: .random(in: -600...1_800, using: &generator)))
      let bandwidth = Bandwidth.allCases.randomElement(using: &generator) ?? .kHz125
      let place = Comment(rawValue: "seed \(seed), \(power), \(bandwidth) kHz")
      guard let largest = power.largestSetting(under: entry.row.power, bandwidth: bandwidth) else {
        let isBound = entry.row.power.eirp != nil || entry.row.power.conducted != nil
        #expect(!isBound, place)
        continue
      }
      #expect(largest.hundredthsOfDBm % 100 == 0, place)
      power.chip = largest
      #expect(throws: Never.self, place) { try power.check(in: entry.row, bandwidth: bandwidth) }
      if let limit = entry.row.power.eirp { #expect(power.eirp <= limit, place) }
      if let limit = entry.row.power.conducted { #expect(power.conducted <= limit, place) }
      power.chip = largest + Decibels(1)
      do throws(PowerError) {
        try power.check(in: entry.row, bandwidth: bandwidth)
        Issue.record(place)
      } catch {
        #expect(error.largestSetting == largest, place)
        #expect(error.power > error.limit, place)
      }
    }
  }

  @Test func `powers are exact to a hundredth of a decibel`() throws {
    let power = LinkPower(
      chip: PowerLevel(dBm: 14), amplifierGain: Decibels(3),
      cableLoss: Decibels(hundredths: 150), antennaGain: Decibels(hundredths: 365))
    #expect(power.conducted == PowerLevel(dBm: 17))
    #expect(power.eirp == PowerLevel(hundredthsOfDBm: 1_915))
    #expect(power.erp == PowerLevel(dBm: 17))
    let row = try Region.named("EU868").subBand(for: channel(868_100_000))
    #expect(row.power.erp == PowerLevel(dBm: 14))
    #expect(row.power.eirp == PowerLevel(hundredthsOfDBm: 1_615))
    #expect(power.largestSetting(under: row.power, bandwidth: .kHz125) == PowerLevel(dBm: 11))
    var stronger = LinkPower(chip: PowerLevel(dBm: 14))
    try stronger.check(in: row, bandwidth: .kHz125)
    stronger.antennaGain = Decibels(hundredths: 216)
    #expect(
      throws: PowerError(
        subBand: "M", kind: .eirp, power: PowerLevel(hundredthsOfDBm: 1_616),
        limit: PowerLevel(hundredthsOfDBm: 1_615), largestSetting: PowerLevel(dBm: 13))
    ) { try stronger.check(in: row, bandwidth: .kHz125) }
  }

  @Test func `conducted limits sink with the antenna above its free gain`() throws {
    let rows = try Region.named("US915").subBands
    let hopping = try #require(rows.first { $0.name == "fhss_lt_250k" })
    let settings = [0, 600, 601, 700, 1_250].map { gain in
      LinkPower(chip: .init(dBm: 0), antennaGain: Decibels(hundredths: gain))
        .largestSetting(under: hopping.power, bandwidth: .kHz125)?.wholeDBm
    }
    #expect(settings == [30, 30, 29, 29, 23])
  }

  @Test func `density limits narrow signals`() throws {
    let hybrid = try #require(try Region.named("US915").subBands.first { $0.name == "hybrid" })
    let settings = [Bandwidth.kHz62_5, .kHz125, .kHz250, .kHz500].map { bandwidth in
      LinkPower(chip: .init(dBm: 0)).largestSetting(under: hybrid.power, bandwidth: bandwidth)?
        .wholeDBm
    }
    #expect(settings == [21, 24, 27, 30])
    let short = try #require(try Region.named("EU433").subBands.first { $0.name == "433-ldc0" })
    #expect(short.power.density?.totalLimit(for: .kHz250) == nil)
    #expect(
      short.power.density?.totalLimit(for: .kHz500) == PowerLevel(hundredthsOfDBm: -1_085 + 1_698))
  }

  @Test(arguments: Bandwidth.allCases, ReferenceWidth.allCases)
  func `the spread of a signal is its logarithm, rounded down`(
    bandwidth: Bandwidth, reference: ReferenceWidth
  ) {
    let exact = 500_000 * 2 / Double(bandwidth.chipMicroseconds) / Double(reference.rawValue)
    let hundredths = max(0, (1_000 * log10(exact)).rounded(.down))
    #expect(bandwidth.spread(over: reference).hundredths == Int(hundredths))
  }

  @Test func `decibels are read, written and kept in bounds`() {
    #expect(Decibels(nearestTo: 2.15) == .dipole)
    #expect(Decibels(nearestTo: -0.004) == .zero)
    for text in [Double.nan, .infinity, -.infinity, 1e300, 10_000.02] {
      #expect(Decibels(nearestTo: text) == nil)
    }
    #expect(Decibels(Int.max) + Decibels(Int.max) == Decibels(hundredths: 1_000_000))
    #expect(Decibels(Int.min) - Decibels(Int.max) == Decibels(hundredths: -1_000_000))
    let texts = [215, -300, 50, -5, 0, 1_000].map { Decibels(hundredths: $0).description }
    #expect(texts == ["2.15", "-3", "0.5", "-0.05", "0", "10"])
    #expect(
      [150, 100, 99, 0, -1, -100, -101].map {
        PowerLevel(hundredthsOfDBm: $0).wholeDBm
      } == [1, 1, 0, 0, -1, -1, -2])
  }

  @Test func `the SX127x stands 20 dBm for one percent of the time`() {
    let settings = [1_000, 10_000, 10_001, 1_000_000].map {
      ChipFamily.sx127x.largestSetting(at: DutyCycle(partsPerMillion: $0)).wholeDBm
    }
    #expect(settings == [20, 20, 17, 17])
    #expect(ChipFamily.sx126x.largestSetting(at: .unlimited) == PowerLevel(dBm: 22))
  }
}
