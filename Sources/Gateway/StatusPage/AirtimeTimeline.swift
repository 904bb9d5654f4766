// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The airtime keyed in each of the last minutes, in one band.
///
/// A ring that never grows. Minutes are counted by the monotonic clock; a frame counts whole in the
/// minute in which it is keyed, so that a minute may hold somewhat more than sixty seconds.
package struct AirtimeTimeline: Sendable, Equatable {
  /// How many minutes are kept.
  package static let minutes = 120
  private static let minute: Int64 = 60_000_000

  /// Microseconds, by minute modulo the ring's length.
  private var ring = [Int64](repeating: 0, count: minutes)
  /// The newest minute in the ring.
  private var newest: Int64 = .min

  /// Nothing was sent.
  package init() {}

  /// Counts a frame; a moment before the newest one counts as that one.
  package mutating func sent(_ airtime: Duration, at now: Instant) {
    advance(to: now)
    let place = Self.place(of: newest)
    ring[place] =
      ring[place].addingReportingOverflow(max(airtime.wholeMicroseconds, 0)).partialValue
  }

  /// The airtime of the minutes up to the one of this moment, microseconds, the oldest first.
  package func history(at now: Instant) -> [Int64] {
    var copy = self
    copy.advance(to: now)
    return (1...Int64(Self.minutes)).map { age in
      copy.ring[Self.place(of: copy.newest &- Int64(Self.minutes) &+ age)]
    }
  }

  private mutating func advance(to now: Instant) {
    let minute = max(now.microseconds, 0) / Self.minute
    guard minute > newest else { return }
    let stale = newest < 0 ? Int64(Self.minutes) : min(minute - newest, Int64(Self.minutes))
    for age in 0..<stale { ring[Self.place(of: minute - age)] = 0 }
    newest = minute
  }

  private static func place(of minute: Int64) -> Int {
    let remainder = Int(minute % Int64(minutes))
    return remainder < 0 ? remainder + minutes : remainder
  }
}
