// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A whole message in one frame (type 0).
///
/// | bytes | content |
/// |---|---|
/// | 0 | header byte |
/// | 1 | connection id of the receiver |
/// | 2 | message number n |
/// | 3 | A = 1: the number of a message of the receiver that is stored here; else 0 |
/// | 4 … | sealed inner header and payload |
/// | last 16 | seal tag; it authenticates the frame, bytes 0-3 included |
package struct SingleFrame: Sendable, Equatable {
  /// Bytes around the sealed inner header and payload: 4 before, the tag behind.
  package static let overheadBytes = 4 + MessageSeal.tagBytes

  package var connection: UInt8
  package var number: MessageNumber
  /// A message of the other direction of the session that is stored: a DONE by the way.
  package var acknowledged: MessageNumber?
  /// Ciphertext, in clear mode the text itself, and seal tag.
  package var sealed: [UInt8]
  package var mode: PayloadMode

  package init(
    connection: UInt8, number: MessageNumber, acknowledged: MessageNumber? = nil, sealed: [UInt8],
    mode: PayloadMode = .encrypted
  ) {
    self.mode = mode
    self.connection = connection
    self.number = number
    self.acknowledged = acknowledged
    self.sealed = sealed
  }

  /// Reads a frame whose header byte is already known to say SINGLE.
  ///
  /// - Parameters:
  ///   - bytes: the whole frame.
  ///   - header: its header byte, decoded.
  /// - Throws: ``FrameError`` when it cannot hold a sealed inner header, or says of a number that
  ///   there is none.
  package init(decoding bytes: [UInt8], header: FrameHeader) throws(FrameError) {
    guard bytes.count >= Self.overheadBytes + InnerHeader.encodedBytes,
      bytes.count <= Limits.longestFrameBytes
    else { throw .wrongLength(bytes.count) }
    let acknowledges = header.acknowledgement == .present
    guard acknowledges || bytes[3] == 0 else { throw .illegalValue }
    self.init(
      connection: bytes[1], number: MessageNumber(bytes[2]),
      acknowledged: acknowledges ? MessageNumber(bytes[3]) : nil, sealed: Array(bytes[4...]),
      mode: header.mode)
  }

  /// Bytes 0-3, which the seal covers as additional data.
  package var prefix: [UInt8] {
    let header = FrameHeader(
      type: .single, poll: .answer, acknowledgement: acknowledged == nil ? .absent : .present,
      mode: mode)
    return [header.encoded, connection, number.value, acknowledged?.value ?? 0]
  }

  /// The frame as it goes on the air.
  package var encoded: [UInt8] { prefix + sealed }
}
