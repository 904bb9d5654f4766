// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the first handshake message carries, encrypted.
///
/// | bytes | content |
/// |---|---|
/// | 0-3 | counter of initiations of this gateway to this peer, big-endian; it must rise |
/// | 4-7 | highest such counter seen from the peer |
/// | 8 | connection id that frames to the initiator shall carry |
/// | 9 | protocol versions spoken, ``ProtocolRange`` |
/// | 10 | capabilities; 0, and what is not known is ignored |
package struct InitiationPayload: Sendable, Equatable {
  /// The length of the payload.
  package static let encodedBytes = 11

  package var counter: UInt32
  package var highestSeen: UInt32
  package var connection: UInt8
  package var versions: ProtocolRange
  package var capabilities: UInt8 = 0

  package init(
    counter: UInt32, highestSeen: UInt32, connection: UInt8, versions: ProtocolRange
  ) {
    self.counter = counter
    self.highestSeen = highestSeen
    self.connection = connection
    self.versions = versions
  }

  /// Reads the payload; nil when its length, its connection id or its versions are illegal.
  package init?(decoding bytes: [UInt8]) {
    guard bytes.count == Self.encodedBytes, bytes[8] != 0,
      let versions = ProtocolRange(encoded: bytes[9])
    else { return nil }
    counter = bytes[0..<4].reduce(0) { $0 << 8 | UInt32($1) }
    highestSeen = bytes[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
    connection = bytes[8]
    self.versions = versions
    capabilities = bytes[10]
  }

  /// The payload as it is encrypted.
  package var encoded: [UInt8] {
    [counter, highestSeen].flatMap { value in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    } + [connection, versions.encoded, capabilities]
  }
}
