// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
internal import LoRaPHY

/// The time of a simulated air: the machine's, from zero on, at another speed.
struct EtherClock: Sendable {
  private let speed: Double
  private let start = clio_boottime_microseconds()

  init(speed: Double) { self.speed = speed }

  var now: Instant {
    let elapsed = Double(clio_boottime_microseconds() - start) * speed
    return Instant(microseconds: Int64(exactly: elapsed.rounded(.down)) ?? .max)
  }

  /// How long to wait, in the machine's time, until it is so late on the air.
  func wait(until instant: Instant) -> Duration {
    max(instant - now, .zero) / speed
  }
}
