// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// How often something may happen: so many times in any window of time, some time apart.
package struct OccasionLimit: Sendable {
  private let count: Int
  private let window: Duration
  private var occasions: [Instant] = []

  /// Allows `count` occasions in any `window`.
  package init(count: Int, in window: Duration) {
    self.count = count
    self.window = window
  }

  /// Whether it may happen now, at least `spacing` after the last time; remembered when so.
  package mutating func admits(at now: Instant, spacing: Duration) -> Bool {
    if let last = occasions.last, now - last < spacing { return false }
    occasions.removeAll { now - $0 >= window }
    guard occasions.count < count else { return false }
    occasions.append(now)
    return true
  }
}
