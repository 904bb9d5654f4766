// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// What is known of the time between a snapshot's last sign of life and the restart.
public enum ElapsedTime: Sendable, Hashable {
  /// At least this much passed, by a clock trusted before and after; when in doubt, say less.
  case trusted(Duration)
  /// Exactly this much passed, by the very clock the ledger followed: only the process ended.
  case exact(Duration)
  /// Nothing is known: no time is taken to have passed.
  case unknown

  var microseconds: Int64 {
    switch self {
    // Rounded down: less elapsed time is the safe side.
    case .trusted(let duration), .exact(let duration):
      max((duration - .nanoseconds(999)).wholeMicroseconds, 0)
    case .unknown: 0
    }
  }
}
