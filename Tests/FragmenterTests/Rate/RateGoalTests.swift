// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Foundation
import LoRaPHY
import Testing

/// How near the rate comes to an oracle's, and how soon a peer is reached again.
///
/// The oracle is ``RateWorld/oracle(until:)``. Seeds from 101 on were not used for tuning.
@Suite struct RateGoalTests {
  private static let isProof = ProcessInfo.processInfo.environment["LORAGW_PROOF"] == "1"
  private static let seeds: [UInt64] = isProof ? [101, 102, 103, 104, 105, 106] : [101, 102]
  private static let hours = isProof ? 30 : 8
  /// What fewer seeds and hours may miss a goal by: three deviations of such a mean.
  private static let slack = isProof ? 0 : 0.025

  static func parameters(home: SpreadingFactor, rescue: SpreadingFactor) -> RateParameters {
    let modulation = Modulation(
      spreadingFactor: home, bandwidth: .kHz125, codingRate: .fourFifths)
    let allowed = SpreadingFactor.allCases.filter { $0 >= .sf7 }
    return RateParameters(home: modulation, rescue: rescue, allowed: allowed)
  }

  /// The mean share of the oracle over the seeds.
  private static func share<Chooser: RateChooser>(
    of chooser: Chooser, mean: Double, disturbance: RateWorld<Chooser>.Disturbance = .init()
  ) -> Double {
    let parameters = parameters(home: .sf10, rescue: .sf12)
    let end = Instant.zero + .seconds(hours * 3600)
    let shares = seeds.map { seed in
      var world = RateWorld(
        chooser, parameters: parameters, signal: FadingSignal(mean: mean), hours: hours,
        seed: seed)
      world.disturbance = disturbance
      world.run(until: end)
      return Double(world.delivered) / world.oracle(until: end)
    }
    return shares.reduce(0, +) / Double(shares.count)
  }

  private static let control = RateControl(parameters(home: .sf10, rescue: .sf12))

  @Test(arguments: [
    (mean: -16.0, goal: 0.84), (mean: -13, goal: 0.87), (mean: -10, goal: 0.90),
    (mean: -7, goal: 0.90), (mean: -4, goal: 0.90), (mean: 0, goal: 0.90),
  ])
  func `over a signal that fades slowly the goodput is near the oracle's`(
    world: (mean: Double, goal: Double)
  ) {
    let share = Self.share(of: Self.control, mean: world.mean)
    #expect(share >= world.goal - Self.slack, "seeds \(Self.seeds), \(world.mean) dB")
  }

  @Test(arguments: [-16.0, -10])
  func `the belief delivers more than a rule that counts lost bursts`(mean: Double) {
    let stepped = SteppedRate(Self.parameters(home: .sf10, rescue: .sf12))
    let difference =
      Self.share(of: Self.control, mean: mean) - Self.share(of: stepped, mean: mean)
    #expect(difference > 0.01, "seeds \(Self.seeds), \(mean) dB")
  }

  @Test(arguments: [-3.0, 3])
  func `a radio whose readings are off costs little`(bias: Double) {
    let share = Self.share(of: Self.control, mean: -10, disturbance: .init(bias: bias))
    #expect(share >= 0.88 - Self.slack, "seeds \(Self.seeds), bias \(bias) dB")
  }

  @Test func `frames destroyed by others do not lead to slower ones`() {
    // A third of all frames is lost, requests and answers included; the oracle loses as many.
    let share = Self.share(of: Self.control, mean: 0, disturbance: .init(destroyed: 0.3))
    #expect(share >= 0.75, "seeds \(Self.seeds)")
  }

  @Test(arguments: [3.0, 0, -2, -4, -6, -8, -10])
  func `after a drop of ten decibels the peer is reached again within ninety seconds`(
    before: Double
  ) {
    let parameters = Self.parameters(home: .sf10, rescue: .sf12)
    var late: [UInt64] = []
    for seed in 101...(Self.isProof ? 200 : 130) as ClosedRange<UInt64> {
      // The seed shifts the drop through bursts and messages.
      let second = 1800 + Int(seed)
      let signal = FadingSignal(mean: before, deviation: 0, step: (second, -10))
      var world = RateWorld(
        RateControl(parameters), parameters: parameters, signal: signal, hours: 1, seed: seed)
      let drop = Instant.zero + .seconds(second)
      world.run(until: drop)
      world.runUntilHeard(after: drop, before: drop + .seconds(100))
      if world.lastHeard <= drop || world.lastHeard - drop > .seconds(90) { late.append(seed) }
    }
    #expect(late.isEmpty, "late with seeds \(late), from \(before) dB")
  }
}
