// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A handshake message (type 6).
///
/// | bytes | content |
/// |---|---|
/// | 0 | header byte |
/// | 1 | message 1: hint, see ``HandshakeContext``; message 2: connection id from message 1 |
/// | 2 | subtype: 1 or 2, the number of the message |
/// | 3-34 | ephemeral key |
/// | 35 … | encrypted payload and its 16-byte tag |
///
/// Message 1 has 62 bytes, message 2 has 54.
package struct HelloFrame: Sendable, Equatable {
  /// Which of the two messages of the handshake this is.
  package enum Kind: UInt8, Sendable {
    /// From the initiator.
    case initiation = 1
    /// From the responder.
    case response = 2
  }

  package var kind: Kind
  /// The hint of an initiation, the connection id of a response.
  package var address: UInt8
  /// The Noise message: ephemeral key, encrypted payload, tag.
  package var noiseMessage: [UInt8]

  package init(kind: Kind, address: UInt8, noiseMessage: [UInt8]) {
    self.kind = kind
    self.address = address
    self.noiseMessage = noiseMessage
  }

  /// Reads a frame whose header says HELLO.
  ///
  /// - Parameter bytes: the whole frame.
  /// - Throws: ``FrameError`` when the subtype is unknown or the length not that message's.
  package init(decoding bytes: [UInt8]) throws(FrameError) {
    guard bytes.count > 3 else { throw .wrongLength(bytes.count) }
    guard let kind = Kind(rawValue: bytes[2]) else { throw .unknownType(bytes[2]) }
    guard bytes.count == Self.encodedBytes(kind) else { throw .wrongLength(bytes.count) }
    self.init(kind: kind, address: bytes[1], noiseMessage: Array(bytes[3...]))
  }

  /// The length of the whole frame of each kind.
  package static func encodedBytes(_ kind: Kind) -> Int { 3 + noiseMessageBytes(kind) }

  /// The length of the Noise message of each kind: key 32, payload, tag 16.
  package static func noiseMessageBytes(_ kind: Kind) -> Int {
    switch kind {
    case .initiation: 32 + InitiationPayload.encodedBytes + 16
    case .response: 32 + ResponsePayload.encodedBytes + 16
    }
  }

  /// The frame as it goes on the air.
  package var encoded: [UInt8] {
    [FrameHeader(type: .hello, poll: .answer).encoded, address, kind.rawValue] + noiseMessage
  }
}
