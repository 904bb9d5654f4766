// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

struct InstantTests {
  @Test(
    arguments: [
      (0, 0), (1, 1), (999_999_999_999, 1), (1_000_000_000_000, 1), (1_000_000_000_001, 2),
      (-1, 0), (-999_999_999_999, 0), (-1_000_000_000_000, -1), (-1_000_000_000_001, -1),
    ] as [(Int64, Int64)])
  func `a duration is rounded up to the next microsecond`(attoseconds: Int64, expected: Int64) {
    let duration = Duration(secondsComponent: 0, attosecondsComponent: attoseconds)
    #expect(duration.wholeMicroseconds == expected)
  }

  @Test func `a duration beyond the range saturates`() {
    #expect(Duration.seconds(Int64.max).wholeMicroseconds == .max)
    #expect(Duration.seconds(Int64.min + 1).wholeMicroseconds == .min)
    #expect(Duration.seconds(9_223_372_036_854).wholeMicroseconds == 9_223_372_036_854_000_000)
    #expect(Duration.microseconds(Int64.max).wholeMicroseconds == .max)
    #expect((Duration.microseconds(Int64.max) + .nanoseconds(1)).wholeMicroseconds == .max)
    #expect(Duration.microseconds(Int64.min).wholeMicroseconds == .min)
  }

  @Test func `sums of instants saturate at both ends`() {
    let last = Instant(microseconds: .max)
    let first = Instant(microseconds: .min)
    #expect(last + .microseconds(1) == last)
    #expect(first - .microseconds(1) == first)
    #expect(last + .seconds(Int64.max) == last)
    #expect(Instant.zero - .seconds(Int64.max) == first)
  }

  @Test func `the time between the ends of the range is exact`() {
    let last = Instant(microseconds: .max)
    let first = Instant(microseconds: .min)
    #expect(last - first == .microseconds(Int64.max) - .microseconds(Int64.min))
    #expect(last - last == .zero)
  }

  @Test func `adding and subtracting whole microseconds are inverse`() {
    let instant = Instant(microseconds: 1_234_567)
    #expect(instant + .milliseconds(5) - .milliseconds(5) == instant)
    #expect((instant + .milliseconds(5)) - instant == .milliseconds(5))
    #expect(instant < instant + .nanoseconds(1))
  }
}
