// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A whole message in one frame (type 0).
///
/// | bytes | content |
/// |---|---|
/// | 0 | header byte |
/// | 1 | connection id of the receiver |
/// | 2 | message number n |
/// | 3 | number acknowledged by the way (A = 1); 0 in this version |
/// | 4 … | sealed inner header and payload |
/// | last 16 | seal tag; it authenticates the frame, bytes 0-3 included |
package struct SingleFrame: Sendable, Equatable {
  /// Bytes around the sealed inner header and payload: 4 before, the tag behind.
  package static let overheadBytes = 4 + MessageSeal.tagBytes

  package var connection: UInt8
  package var number: MessageNumber
  /// Ciphertext and seal tag.
  package var sealed: [UInt8]

  package init(connection: UInt8, number: MessageNumber, sealed: [UInt8]) {
    self.connection = connection
    self.number = number
    self.sealed = sealed
  }

  /// Reads a frame whose header byte is already known to say SINGLE.
  ///
  /// - Parameter bytes: the whole frame.
  /// - Throws: ``FrameError/wrongLength(_:)`` when it cannot hold a sealed inner header.
  package init(decoding bytes: [UInt8]) throws(FrameError) {
    guard bytes.count >= Self.overheadBytes + InnerHeader.encodedBytes,
      bytes.count <= Limits.longestFrameBytes
    else { throw .wrongLength(bytes.count) }
    guard bytes[3] == 0 else { throw .illegalValue }
    self.init(
      connection: bytes[1], number: MessageNumber(bytes[2]), sealed: Array(bytes[4...]))
  }

  /// Bytes 0-3, which the seal covers as additional data.
  package var prefix: [UInt8] {
    [
      FrameHeader(type: .single, poll: .answer).encoded, connection, number.value, 0,
    ]
  }

  /// The frame as it goes on the air.
  package var encoded: [UInt8] { prefix + sealed }
}
