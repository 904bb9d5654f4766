// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// Counts how long the gateway has run, over all its processes, and when what waits is looked at.
struct QueueClock {
  /// Seconds run when this process began.
  private var base: Int64 = 0
  /// When it began.
  private var origin: Instant?
  private var now = Instant.zero
  /// When what waits is next looked at; nil while nothing does.
  private(set) var nextDeadline: Instant?

  /// Seconds that the gateway has run.
  var seconds: Int64 {
    guard let origin else { return base }
    return base + max(now - origin, .zero).components.seconds
  }

  /// A process begins that finds so many seconds stored.
  mutating func begin(after seconds: Int64, at instant: Instant) {
    base = max(seconds, 0)
    origin = instant
    now = instant
  }

  /// It is so late.
  mutating func advance(to instant: Instant) {
    origin = origin ?? instant
    now = instant
  }

  /// Something waits, of which something is due in so many seconds at the latest.
  mutating func began(dueIn seconds: Int64?) {
    let due = seconds.map { Duration.seconds(max($0, 1)) }
    let look = now + min(QueueLifetime.lookInterval, due ?? QueueLifetime.lookInterval)
    nextDeadline = min(nextDeadline ?? look, look)
  }

  /// What waits was looked at; nil: nothing does.
  mutating func looked(nextIn seconds: Int64?) {
    nextDeadline = nil
    if let seconds { began(dueIn: seconds) }
  }
}
