// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// The law, by an oracle in true time, over random lives.
struct DutyLedgerPropertyTests {
  private static let isProof = unsafe getenv("LORAGW_PROOF") != nil
  private static let firstSeed: UInt64 = 0x0D07_1E00
  private static let framesPerWorld = 2500
  private static let worlds = isProof ? 480 : 88

  @Test func `no window of true time ever holds more than the law allows`() {
    var frames = 0
    var fullest = 0.0
    var (restarts, sameBoot) = (0, 0)
    var exact = 0
    for number in 0..<UInt64(Self.worlds) {
      let seed = Self.firstSeed + number
      var world = LedgerWorld(seed: seed)
      world.live(transmissions: Self.framesPerWorld)
      #expect(world.counts.broken == [], "seed \(seed), rule \(world.rule)")
      if let limit = world.rule.limit?.wholeMicroseconds {
        let worst = world.truth.worst(window: world.rule.window.wholeMicroseconds)
        #expect(worst <= limit, "seed \(seed), rule \(world.rule)")
        fullest = max(fullest, Double(worst) / Double(limit))
      }
      let pause = world.rule.minimumPause.wholeMicroseconds
      #expect(world.truth.shortestPause >= pause, "seed \(seed), rule \(world.rule)")
      frames += world.counts.transmissions
      restarts += world.counts.restarts
      sameBoot += world.counts.sameBoot
      exact += world.counts.exact
    }
    // What is never near the limit proves nothing.
    #expect(fullest > 0.99)
    #expect(frames >= (Self.isProof ? 1_000_000 : 200_000))
    #expect(restarts > frames / 200)
    #expect(sameBoot > restarts / 8)
    #expect(exact > frames / 20)
    if Self.isProof {
      print(
        "ledger: \(frames) frames, \(restarts) restarts, \(exact) exact starts, "
          + "fullest \(fullest), seeds \(Self.firstSeed) on, \(Self.worlds) worlds")
    }
  }

  @Test func `the oracle agrees with the plainest sum`() {
    for seed in 1...20 as ClosedRange<UInt64> {
      var dice = LedgerDice(seed: seed)
      var truth = TrueAirtime()
      var time: Int64 = 0
      for _ in 0..<60 {
        time += dice.roll(0...300)
        let end = time + dice.roll(1...100)
        truth.add(start: time, end: end)
        time = end
      }
      for window in [10, 99, 1000, 100_000] as [Int64] {
        #expect(truth.worst(window: window) == truth.plainWorst(window: window), "seed \(seed)")
      }
    }
  }
}
