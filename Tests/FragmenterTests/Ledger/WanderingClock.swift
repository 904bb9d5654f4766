// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// A computer's clock in true time: fast or slow, set back at times, anywhere after a restart.
struct WanderingClock {
  private var trueStart: Int64 = 0
  private var shown: Int64
  private var partsPerMillion: Int64

  init(shown: Int64, partsPerMillion: Int64) {
    self.shown = shown
    self.partsPerMillion = partsPerMillion
  }

  /// What the clock shows.
  func instant(at time: Int64) -> Instant {
    let passed = time - trueStart
    return Instant(microseconds: shown + passed + passed * partsPerMillion / 1_000_000)
  }

  /// The first true time at which the clock shows the moment.
  func time(showing instant: Instant) -> Int64 {
    let left = instant.microseconds - shown
    var time = trueStart + left - left * partsPerMillion / 1_000_000
    while self.instant(at: time) < instant { time += 1 }
    while self.instant(at: time - 1) >= instant { time -= 1 }
    return time
  }

  /// Sets the clock.
  mutating func set(to shown: Int64, partsPerMillion: Int64? = nil, at time: Int64) {
    trueStart = time
    self.shown = shown
    self.partsPerMillion = partsPerMillion ?? self.partsPerMillion
  }
}
