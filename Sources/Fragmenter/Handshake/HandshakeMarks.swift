// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The counters of handshakes with one peer that must survive everything.
public struct HandshakeMarks: Sendable, Equatable, Codable {
  /// The highest counter this gateway has used in an initiation.
  public var own: UInt32
  /// The highest counter accepted from the peer.
  public var peer: UInt32

  /// Takes both counters; 0 when nothing was ever exchanged.
  public init(own: UInt32 = 0, peer: UInt32 = 0) {
    self.own = own
    self.peer = peer
  }
}
