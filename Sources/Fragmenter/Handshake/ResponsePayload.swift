// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the second handshake message carries, encrypted: connection id, capabilities (0).
package struct ResponsePayload: Sendable, Equatable {
  /// The length of the payload.
  package static let encodedBytes = 2

  package var connection: UInt8
  package var capabilities: UInt8 = 0

  package init(connection: UInt8) { self.connection = connection }

  /// Reads the payload; nil when its length or its connection id is illegal.
  package init?(decoding bytes: [UInt8]) {
    guard bytes.count == Self.encodedBytes, bytes[0] != 0 else { return nil }
    connection = bytes[0]
    capabilities = bytes[1]
  }

  /// The payload as it is encrypted.
  package var encoded: [UInt8] { [connection, capabilities] }
}
