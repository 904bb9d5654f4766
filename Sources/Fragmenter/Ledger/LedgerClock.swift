// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// Ledger time: microseconds that never run backwards, whatever the clock outside does.
///
/// A step back counts as no time passed. So entries look younger than they are, never older, and
/// what a step has cost is made good one window later.
struct LedgerClock: Sendable, Hashable {
  /// The ledger time when the outer clock was last seen.
  private(set) var time: Int64
  /// What the outer clock showed then.
  private(set) var seen: Instant

  init(time: Int64, at now: Instant) {
    self.time = time
    seen = now
  }

  /// The ledger time at a moment of the outer clock.
  func time(at now: Instant) -> Int64 {
    time.plus(max(now.microseconds.minus(seen.microseconds), 0))
  }

  /// The moment of the outer clock that a ledger time will have, seen from now.
  func instant(of time: Int64, at now: Instant) -> Instant {
    Instant(microseconds: now.microseconds.plus(time.minus(self.time(at: now))))
  }

  /// Follows the outer clock.
  mutating func advance(to now: Instant) {
    time = time(at: now)
    seen = now
  }
}
