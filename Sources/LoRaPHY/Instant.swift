// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A moment: microseconds of a clock that never jumps (CLOCK_BOOTTIME, or a simulation's).
public struct Instant: Sendable, Hashable, Comparable, Codable {
  /// Microseconds since the clock's zero.
  public var microseconds: Int64

  /// Makes the moment.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// The clock's zero.
  public static let zero = Instant(microseconds: 0)

  /// The moment a duration later, rounded up to the next microsecond; saturating.
  public static func + (instant: Instant, duration: Duration) -> Instant {
    let (sum, overflow) = instant.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
    guard overflow else { return Instant(microseconds: sum) }
    return Instant(microseconds: duration < .zero ? .min : .max)
  }

  /// The moment a duration earlier.
  public static func - (instant: Instant, duration: Duration) -> Instant {
    instant + (.zero - duration)
  }

  /// The time from the second moment to the first.
  public static func - (later: Instant, earlier: Instant) -> Duration {
    .microseconds(later.microseconds) - .microseconds(earlier.microseconds)
  }

  /// Orders moments.
  public static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }
}

extension Duration {
  /// The duration in microseconds, rounded up; saturating.
  public var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let rest = attoseconds / 1_000_000_000_000
    let roundUp: Int64 = attoseconds % 1_000_000_000_000 > 0 ? 1 : 0
    let (sum, sumOverflow) = product.addingReportingOverflow(rest + roundUp)
    guard !sumOverflow else { return seconds < 0 ? .min : .max }
    return sum
  }
}
