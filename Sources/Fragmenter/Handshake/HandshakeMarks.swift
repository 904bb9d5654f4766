// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What of handshakes with one peer must survive everything.
public struct HandshakeMarks: Sendable, Equatable, Codable {
  /// The highest counter this gateway has used in an initiation.
  public var own: UInt32
  /// The highest counter accepted from the peer.
  public var peer: UInt32
  /// The highest protocol version the peer has shown to speak; it is never spoken with below that.
  public var protocolVersion: UInt8

  /// Takes counters and version; all 0 when nothing was ever exchanged.
  public init(own: UInt32 = 0, peer: UInt32 = 0, protocolVersion: UInt8 = 0) {
    self.own = own
    self.peer = peer
    self.protocolVersion = protocolVersion
  }
}
