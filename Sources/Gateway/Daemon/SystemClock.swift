// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import Foundation
public import LoRaPHY

/// The clocks of a real gateway.
public enum SystemClock {
  /// CLOCK_BOOTTIME, for all that decides.
  @Sendable public static func now() -> Instant {
    Instant(microseconds: clio_boottime_microseconds())
  }

  /// Wall time in Unix seconds, for people only.
  @Sendable public static func unixSeconds() -> Int64 { Int64(preciseUnixSeconds()) }

  /// The same, with fractions.
  static func preciseUnixSeconds() -> Double { Date().timeIntervalSince1970 }
}
