// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// What is charged for frames that are not sent as at home, and to which band.
@Suite struct BandChargeTests {
  private let home = LinkPair.channel.frequency
  private let away = TwoBands.extra().channel.frequency
  private static let slow = Modulation(
    spreadingFactor: .sf10, bandwidth: .kHz125, codingRate: .fourFifths)

  /// Sends a message and, much later, one of a single frame, with which the last burst is settled.
  private func exchange(_ bytes: Int, through pair: inout LinkPair) throws {
    try pair.submit(noise(bytes, seed: 1), handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 1, within: .seconds(1500)))
    try pair.run(for: .seconds(60))
    try pair.submit(noise(20, seed: 2), handle: 2, as: .chat)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(600)))
  }

  private func expectTrueCharges(of pair: LinkPair, _ bands: [(RowName, Frequency)]) {
    for (index, user) in pair.network.users.enumerated() {
      for (band, frequency) in bands {
        let (charged, truth) = (user.charged(to: band), user.airtime(on: frequency))
        #expect(charged == truth, "station \(index), \(band)")
      }
    }
  }

  @Test(arguments: [SpreadingFactor.sf7, .sf10])
  func `a burst announced with another spreading factor is charged with its own airtime`(
    listening: SpreadingFactor
  ) throws {
    var modulation = Self.slow
    modulation.spreadingFactor = listening
    var pair = try LinkPair(
      loss: 0, seed: 1, modulation: modulation, rule: TwoBands.wide.rule,
      spreadingFactors: [.sf7, .sf8, .sf9, .sf10])
    // At -8.3 dB most frames with SF7 are lost, and with SF8 none.
    pair.setSignal(decibels: listening == .sf7 ? -8.3 : 5)
    try exchange(6_000, through: &pair)
    #expect(pair.network.users[0].usedSpreadingFactors.count >= 2)
    expectTrueCharges(of: pair, [(.unnamed, home)])
  }

  @Test func `what is sent at the rescue place is charged with its airtime there`() throws {
    var pair = try LinkPair(
      loss: 0, seed: 2, rule: TwoBands.wide.rule, spreadingFactors: [.sf7, .sf8, .sf9, .sf10],
      rescue: .sf10)
    pair.setSignal(decibels: -14)
    try exchange(3_000, through: &pair)
    #expect(pair.network.users[0].usedSpreadingFactors.contains(.sf10))
    expectTrueCharges(of: pair, [(.unnamed, home)])
  }

  @Test(arguments: [Bandwidth.kHz62_5, .kHz250])
  func `a burst with another bandwidth is charged to its band with its airtime there`(
    bandwidth: Bandwidth
  ) throws {
    var pair = try TwoBands.pair(seed: 3) { _ in [TwoBands.extra(bandwidth: bandwidth)] }
    pair.setSignal(decibels: 5)
    try exchange(20_000, through: &pair)
    #expect(pair.network.users[0].airtime(on: away) > .seconds(1))
    expectTrueCharges(of: pair, [(TwoBands.narrow.name, home), (TwoBands.wide.name, away)])
  }

  @Test func `no hour at the rescue place has more than its airtime`() throws {
    var pair = try LinkPair(
      loss: 0, seed: 4, rule: TwoBands.narrow.rule, spreadingFactors: [.sf7, .sf8, .sf9, .sf10],
      rescue: .sf10)
    pair.setSignal(decibels: -14)
    try pair.submit(noise(8_000, seed: 4), handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 1, within: .seconds(24 * 3600)))
    for user in pair.network.users {
      let worst = user.worstHour(on: home)
      #expect(worst <= .seconds(36), "\(worst)")
    }
    #expect(pair.network.users[0].worstHour(on: home) > .seconds(25))
  }

  @Test(arguments: 0..<3)
  func `a station that starts again amid bursts on both bands keeps to both`(round: Int) throws {
    let seed = UInt64(round) &+ 70
    let small = TwoBands.band("small", seconds: 60, chat: 100_000)
    var pair = try TwoBands.pair(loss: 0.1, seed: seed) { _ in
      [TwoBands.extra(.any, band: small)]
    }
    var random = SplitMix64(seed: seed)
    try pair.submit(noise(60_000, seed: seed), handle: 1, as: .bulk)
    for _ in 0..<12 {
      let away = away
      let wantsAway = Bool.random(using: &random)
      _ = try pair.network.run(until: pair.network.now + .seconds(600)) {
        $0.users[0].sentOn.last.map { ($0.frequency == away) == wantsAway } ?? false
      }
      try pair.run(for: .milliseconds(Int.random(in: 1...5_000, using: &random)))
      if Bool.random(using: &random) { try pair.reboot(0) } else { try pair.restart(0) }
    }
    #expect(try pair.run(untilDelivered: 1, within: .seconds(48 * 3600)), "seed \(seed)")
    for user in pair.network.users {
      let worst = (user.worstHour(on: home), user.worstHour(on: away))
      #expect(worst.0 <= .seconds(36) && worst.1 <= .seconds(60), "seed \(seed): \(worst)")
    }
    #expect(pair.network.users[0].airtime(on: away) > .seconds(60), "seed \(seed)")
    #expect(pair.violations == [], "seed \(seed)")
  }
}
