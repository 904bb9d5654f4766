// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The call sign of an amateur station, for everybody who listens (type 7, extended type 1).
///
/// | bytes | content |
/// |---|---|
/// | 0 | header byte; C is set |
/// | 1 | extended type, 1 |
/// | 2-15 | call sign in ASCII, with spaces behind it |
///
/// It has no tag: it is for strangers too, so anybody may have sent it.
package struct IdentificationFrame: Sendable, Equatable {
  /// Every identification has this length.
  package static let encodedBytes = 2 + CallSign.longestBytes

  private static let extendedType: UInt8 = 1

  package var callSign: CallSign

  package init(_ callSign: CallSign) { self.callSign = callSign }

  /// Reads a frame whose header says type 7.
  ///
  /// - Parameters:
  ///   - bytes: the whole frame.
  ///   - header: its header byte, decoded.
  /// - Throws: ``FrameError`` when the extended type is not known, the length not 16, or the text
  ///   no call sign.
  package init(decoding bytes: [UInt8], header: FrameHeader) throws(FrameError) {
    guard bytes.count > 1 else { throw .wrongLength(bytes.count) }
    guard bytes[1] == Self.extendedType else { throw .unknownType(header.type.rawValue) }
    guard bytes.count == Self.encodedBytes else { throw .wrongLength(bytes.count) }
    guard header.mode == .clear, header.poll == .silent,
      let callSign = CallSign(field: bytes[2...])
    else { throw .illegalValue }
    self.init(callSign)
  }

  /// The frame as it goes on the air.
  package var encoded: [UInt8] {
    let header = FrameHeader(type: .extended, poll: .silent, mode: .clear)
    return [header.encoded, Self.extendedType] + callSign.field
  }
}
