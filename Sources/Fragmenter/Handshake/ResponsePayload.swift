// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the second handshake message carries, encrypted.
///
/// | bytes | content |
/// |---|---|
/// | 0 | connection id that frames to the responder shall carry |
/// | 1 | protocol versions spoken, ``ProtocolRange`` |
/// | 2 | capabilities; 0, and what is not known is ignored |
package struct ResponsePayload: Sendable, Equatable {
  /// The length of the payload.
  package static let encodedBytes = 3

  package var connection: UInt8
  package var versions: ProtocolRange
  package var capabilities: UInt8 = 0

  package init(connection: UInt8, versions: ProtocolRange) {
    self.connection = connection
    self.versions = versions
  }

  /// Reads the payload; nil when its length, its connection id or its versions are illegal.
  package init?(decoding bytes: [UInt8]) {
    guard bytes.count == Self.encodedBytes, bytes[0] != 0,
      let versions = ProtocolRange(encoded: bytes[1])
    else { return nil }
    connection = bytes[0]
    self.versions = versions
    capabilities = bytes[2]
  }

  /// The payload as it is encrypted.
  package var encoded: [UInt8] { [connection, versions.encoded, capabilities] }
}
