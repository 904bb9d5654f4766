// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The protocol versions a gateway speaks, one byte in both handshake payloads.
///
/// | bits | meaning |
/// |---|---|
/// | 7-4 | lowest version, 0 to 15 |
/// | 3-0 | highest version, 0 to 15 |
///
/// A session uses the highest version that both sides speak. Both bytes are authenticated, so that
/// nobody on the air can lower it.
package struct ProtocolRange: Sendable, Equatable {
  /// What this gateway speaks: 0, until the protocol is declared version 1.
  package static let spoken = ProtocolRange(0...0)

  package let versions: ClosedRange<UInt8>

  /// Takes a range of versions; what lies beyond 15 is cut off.
  package init(_ versions: ClosedRange<UInt8>) {
    self.versions = versions.clamped(to: 0...15)
  }

  /// Reads the byte; nil when the lowest version is above the highest.
  package init?(encoded byte: UInt8) {
    guard byte >> 4 <= byte & 0x0F else { return nil }
    versions = byte >> 4...byte & 0x0F
  }

  /// The byte as it is encrypted.
  package var encoded: UInt8 { versions.lowerBound << 4 | versions.upperBound }

  /// The version two sides use with each other; nil when they have none in common.
  package func common(with other: Self) -> UInt8? {
    versions.overlaps(other.versions) ? min(versions.upperBound, other.versions.upperBound) : nil
  }
}
