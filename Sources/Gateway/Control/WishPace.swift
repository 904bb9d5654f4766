// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Wishes of people that cost airtime, at a bounded rate for each peer.
package struct WishPace: Sendable {
  /// The least time between two handshakes with one peer.
  package static let handshake = Duration.seconds(600)
  /// The least time between two pings of one peer.
  package static let ping = Duration.seconds(10)

  private let spacing: Duration
  private var last: [String: Instant] = [:]

  /// Wishes of one kind, with the least time between two for one peer.
  package init(_ spacing: Duration) { self.spacing = spacing }

  /// Notes a wish and says nil; or how many seconds are still to wait.
  package mutating func wait(for peer: String, at now: Instant) -> Int64? {
    if let before = last[peer], now >= before, now - before < spacing {
      return (spacing - (now - before)).wholeMicroseconds / 1_000_000 + 1
    }
    last[peer] = now
    return nil
  }
}
