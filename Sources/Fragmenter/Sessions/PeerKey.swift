// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The X25519 public key by which a gateway is known, 32 bytes.
public struct PeerKey: Sendable, Hashable, Codable {
  /// The raw key.
  public let bytes: [UInt8]

  /// Takes a raw key; nil unless it has 32 bytes.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Orders keys as byte strings; of crossing handshakes the smaller key's wins.
  package func precedes(_ other: Self) -> Bool {
    bytes.lexicographicallyPrecedes(other.bytes)
  }
}
