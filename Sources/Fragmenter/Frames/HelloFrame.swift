// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A handshake message (type 6).
///
/// | bytes | content |
/// |---|---|
/// | 0 | header byte |
/// | 1 | message 1: hint, see ``HandshakeContext``; message 2: connection id from message 1 |
/// | 2 | subtype: 1 or 2, the number of the message |
/// | 3-34 | ephemeral key |
/// | 35 … | payload, encrypted unless C is set, and a 16-byte tag |
///
/// Message 1 has 62 bytes, message 2 has 54. With C the payload is readable, and the sender's call
/// sign (14 bytes) follows it: 76 and 68 bytes.
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
  /// The Noise message: ephemeral key, payload, tag.
  package var noiseMessage: [UInt8]
  package var mode: PayloadMode

  package init(
    kind: Kind, address: UInt8, noiseMessage: [UInt8], mode: PayloadMode = .encrypted
  ) {
    self.mode = mode
    self.kind = kind
    self.address = address
    self.noiseMessage = noiseMessage
  }

  /// Reads a frame whose header says HELLO.
  ///
  /// - Parameters:
  ///   - bytes: the whole frame.
  ///   - header: its header byte, decoded.
  /// - Throws: ``FrameError`` when the subtype is unknown or the length not that message's.
  package init(decoding bytes: [UInt8], header: FrameHeader) throws(FrameError) {
    guard bytes.count > 3 else { throw .wrongLength(bytes.count) }
    guard let kind = Kind(rawValue: bytes[2]) else { throw .unknownType(bytes[2]) }
    guard bytes.count == Self.encodedBytes(kind, header.mode) else {
      throw .wrongLength(bytes.count)
    }
    self.init(
      kind: kind, address: bytes[1], noiseMessage: Array(bytes[3...]), mode: header.mode)
  }

  /// The length of the whole frame of each kind.
  package static func encodedBytes(_ kind: Kind, _ mode: PayloadMode = .encrypted) -> Int {
    3 + noiseMessageBytes(kind, mode)
  }

  /// The length of the Noise message of each kind: key 32, payload, in clear the call sign, tag 16.
  package static func noiseMessageBytes(
    _ kind: Kind, _ mode: PayloadMode = .encrypted
  ) -> Int {
    let payload =
      switch kind {
      case .initiation: InitiationPayload.encodedBytes
      case .response: ResponsePayload.encodedBytes
      }
    return 32 + payload + (mode == .clear ? CallSign.longestBytes : 0) + 16
  }

  /// The frame as it goes on the air.
  package var encoded: [UInt8] {
    [FrameHeader(type: .hello, poll: .answer, mode: mode).encoded, address, kind.rawValue]
      + noiseMessage
  }
}
