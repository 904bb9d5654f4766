// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Handshakes that people ask for, at a bounded rate for each peer.
package struct RekeyPace: Sendable {
  /// The least time between two of one peer.
  package static let spacing = Duration.seconds(600)

  private var last: [String: Instant] = [:]

  package init() {}

  /// Notes a wish and says nil; or how many seconds are still to wait.
  package mutating func wait(for peer: String, at now: Instant) -> Int64? {
    if let before = last[peer], now >= before, now - before < Self.spacing {
      return (Self.spacing - (now - before)).wholeMicroseconds / 1_000_000 + 1
    }
    last[peer] = now
    return nil
  }
}
