// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// How near two real link stations come to an oracle's goodput, and how soon they meet again.
///
/// The oracle is ``StationWorld/oracle``. Nothing was tuned on these seeds.
@Suite struct StationRateTests {
  private static let seeds: [UInt64] = Proof.isAsked ? [301, 302, 303, 304, 305, 306] : [301]
  private static let hours = Proof.isAsked ? 30 : 4
  /// What one seed and fewer hours may miss the figure by.
  private static let slack = Proof.isAsked ? 0 : 0.06

  private static let parameters = StationWorld.parameters(home: .sf10, rescue: .sf12)

  /// The mean share of the oracle over the seeds.
  private static func share(
    signal: FadingSignal, destroyed: Double = 0, seeds: [UInt64] = seeds, hours: Int = hours
  ) throws -> Double {
    let shares = try seeds.map { seed in
      var world = try StationWorld(
        parameters, signal: signal, seconds: hours * 3600, seed: seed)
      world.destroy(destroyed)
      try world.run(seconds: hours * 3600)
      return world.delivered / world.oracle
    }
    let mean = shares.reduce(0, +) / Double(shares.count)
    if Proof.isAsked {
      print(
        "rate: mean \(signal.mean) dB, destroyed \(destroyed): \(mean) of the oracle, \(shares)")
    }
    return mean
  }

  @Test(
    arguments: (Proof.isAsked ? [-16.0, -13, -10, -7, -4, 0] : [-16.0, -10, 0]).map { mean in
      (mean: mean, least: mean < -11 ? 0.80 : mean < -8 ? 0.84 : mean < -5 ? 0.86 : 0.90)
    })
  func `over a signal that fades slowly the goodput of real stations is near the oracle's`(
    world: (mean: Double, least: Double)
  ) throws {
    let share = try Self.share(signal: FadingSignal(mean: world.mean))
    #expect(share >= world.least - Self.slack, "seeds \(Self.seeds), \(world.mean) dB")
  }

  @Test(arguments: [(loss: 0.1, least: 0.9), (loss: 0.3, least: 0.83), (loss: 0.5, least: 0.5)])
  func `frames destroyed by others cost their requests, not the rate`(
    world: (loss: Double, least: Double)
  ) throws {
    let share = try Self.share(
      signal: FadingSignal(mean: 10, deviation: 0), destroyed: world.loss,
      seeds: Array(Self.seeds.prefix(2)), hours: Proof.isAsked ? 10 : 2)
    #expect(share >= world.least, "seeds \(Self.seeds), loss \(world.loss)")
  }

  @Test(arguments: [3.0, 0, -2, -4, -6, -8, -10])
  func `after a drop of ten decibels real stations meet again within ninety seconds`(
    before: Double
  ) throws {
    var late: [UInt64] = []
    for seed in 301...(Proof.isAsked ? 400 : 310) as ClosedRange<UInt64> {
      // The seed shifts the drop through bursts and messages.
      let second = 300 + Int(seed) * 7 % 200
      let signal = FadingSignal(mean: before, deviation: 0, step: (second, -10))
      var world = try StationWorld(
        Self.parameters, signal: signal, seconds: second + 100, seed: seed)
      try world.run(seconds: second)
      if try world.secondsUntilHeard(atMost: 91).map({ $0 > 90 }) ?? true { late.append(seed) }
    }
    #expect(late.isEmpty, "late with seeds \(late), from \(before) dB")
  }
}
