// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A burst announced (RTS) or agreed to (CTS), type 5: where both sides go, and for how long.
///
/// | bytes | content |
/// |---|---|
/// | 0 | header byte; P is set on RTS, which asks for an answer |
/// | 1 | connection id of the receiver |
/// | 2-3 | RTS only: counter, which rises within the session |
/// | 1 | frames of the burst, 255 for more; 0 in a CTS: no |
/// | 2 | duration in units of 50 ms, from the end of the CTS |
/// | 2 | spreading factor (4 bits), bandwidth (2), channel (10) |
/// | 4 | frame tag; that of a CTS covers the tag of the RTS |
///
/// The channel is the distance from the home frequency in steps of 25 kHz, plus 512. RTS has 13
/// bytes, CTS 11. Strangers can read for how long the two are away.
package struct ReservationFrame: Sendable, Equatable {
  /// Which of the two it is.
  package enum Kind: Sendable, Equatable {
    /// "I have a burst for you."
    case request(counter: UInt16)
    /// "I go there and listen", or with no frames "I do not".
    case clear
  }

  package var kind: Kind
  package var connection: UInt8
  package var frames: UInt8
  /// In units of 50 ms.
  package var durationUnits: UInt16
  package var place: BurstPlace
  package var mode: PayloadMode

  package init(
    kind: Kind, connection: UInt8, frames: UInt8, durationUnits: UInt16, place: BurstPlace,
    mode: PayloadMode = .encrypted
  ) {
    self.mode = mode
    self.kind = kind
    self.connection = connection
    self.frames = frames
    self.durationUnits = durationUnits
    self.place = place
  }

  /// The length of the whole frame.
  package static func encodedBytes(_ kind: Kind) -> Int {
    if case .request = kind { 13 } else { 11 }
  }

  /// Reads a frame whose header says type 5; the tag is not looked at.
  ///
  /// - Parameters:
  ///   - bytes: the whole frame.
  ///   - header: its header byte, decoded.
  /// - Throws: ``FrameError`` when the length or a field is illegal.
  package init(decoding bytes: [UInt8], header: FrameHeader) throws(FrameError) {
    let isRequest = header.poll == .answer
    guard bytes.count == (isRequest ? 13 : 11) else { throw .wrongLength(bytes.count) }
    func pair(_ index: Int) -> UInt16 { UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]) }
    let start = isRequest ? 4 : 2
    guard let place = BurstPlace(rawValue: pair(start + 3)) else { throw .illegalValue }
    kind = isRequest ? .request(counter: pair(2)) : .clear
    connection = bytes[1]
    frames = bytes[start]
    durationUnits = pair(start + 1)
    self.place = place
    mode = header.mode
  }

  /// The label that the frame's tag covers.
  package var tagKind: FrameTag.Kind {
    if case .request = kind { .requestToSend } else { .clearToSend }
  }

  /// For how long both sides are away.
  package var duration: Duration { .milliseconds(50) * Int(durationUnits) }

  /// The frame without its tag.
  package var untagged: [UInt8] {
    var bytes: [UInt8]
    switch kind {
    case .request(let counter):
      bytes = [FrameHeader(type: .reservation, poll: .answer, mode: mode).encoded, connection]
      bytes += [UInt8(counter >> 8), UInt8(truncatingIfNeeded: counter)]
    case .clear:
      bytes = [FrameHeader(type: .reservation, poll: .silent, mode: mode).encoded, connection]
    }
    bytes.append(frames)
    for word in [durationUnits, place.rawValue] {
      bytes += [UInt8(word >> 8), UInt8(truncatingIfNeeded: word)]
    }
    return bytes
  }
}
