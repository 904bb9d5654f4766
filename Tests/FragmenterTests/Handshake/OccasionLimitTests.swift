// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

struct OccasionLimitTests {
  @Test(arguments: 0..<20) func `no window holds more than the count, no two are too close`(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...8, using: &random)
    let window = Duration.seconds(Int.random(in: 1...100, using: &random))
    let spacing = Duration.milliseconds(Int.random(in: 0...20_000, using: &random))
    var limit = OccasionLimit(count: count, in: window)
    var now = Instant.zero
    var admitted: [Instant] = []
    for _ in 0..<2000 {
      now = now + .milliseconds(Int.random(in: 0...3000, using: &random))
      if limit.admits(at: now, spacing: spacing) { admitted.append(now) }
    }
    for (index, instant) in admitted.enumerated() {
      let later = admitted[index...].count { $0 - instant < window }
      #expect(later <= count, "seed \(seed)")
      if index > 0 { #expect(instant - admitted[index - 1] >= spacing, "seed \(seed)") }
    }
    #expect(admitted.count > 10, "seed \(seed)")
  }

  @Test func `it is admitted again as soon as the window has passed`() {
    var limit = OccasionLimit(count: 2, in: .seconds(10))
    let times = [0, 1, 2, 9, 10, 11, 12, 20]
    let admitted = times.filter { limit.admits(at: .zero + .seconds($0), spacing: .zero) }
    #expect(admitted == [0, 1, 10, 11, 20])
  }
}
