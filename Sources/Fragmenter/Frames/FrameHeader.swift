// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What a frame is, three bits of byte 0.
package enum FrameType: UInt8, Sendable, CaseIterable {
  /// A whole message in one frame.
  case single = 0
  /// A source symbol of a message.
  case source = 1
  /// The last source symbol of a message; tells the number of source symbols.
  case last = 2
  /// A coded symbol.
  case repair = 3
  /// A request or an answer.
  case control = 4
  /// A burst announced, or agreed to.
  case reservation = 5
  /// A handshake message.
  case hello = 6
  /// A frame whose next byte says what it is.
  case extended = 7
}

/// Whether the receiver of a frame is asked to answer at once.
package enum PollBit: Sendable, Equatable {
  /// More frames follow; stay silent.
  case silent
  /// Answer after this frame.
  case answer
}

/// Whether a SINGLE says besides that a message of its receiver is stored.
package enum AcknowledgementBit: Sendable, Equatable {
  case absent
  case present
}

/// Byte 0 of every frame.
///
/// | bits | meaning |
/// |---|---|
/// | 7-6 | layout version: 3 until the protocol is declared version 1 |
/// | 5-3 | type, ``FrameType`` |
/// | 2 | A: an acknowledgement is present; SINGLE only |
/// | 1 | P: answer after this frame |
/// | 0 | C: clear payload (amateur radio), ``PayloadMode`` |
package struct FrameHeader: Sendable, Equatable {
  /// The layout version spoken here.
  package static let layoutVersion: UInt8 = 3

  package var type: FrameType
  package var poll: PollBit
  package var acknowledgement: AcknowledgementBit
  package var mode: PayloadMode

  package init(
    type: FrameType, poll: PollBit, acknowledgement: AcknowledgementBit = .absent,
    mode: PayloadMode
  ) {
    self.type = type
    self.poll = poll
    self.acknowledgement = acknowledgement
    self.mode = mode
  }

  /// Reads byte 0.
  ///
  /// - Parameter byte: the first byte of a frame.
  /// - Throws: ``FrameError`` when the version, the type or a flag is not spoken here.
  package init(decoding byte: UInt8) throws(FrameError) {
    guard byte >> 6 == Self.layoutVersion else { throw .unknownVersion(byte >> 6) }
    guard let type = FrameType(rawValue: byte >> 3 & 7) else { throw .unknownType(byte >> 3 & 7) }
    guard byte & 0b100 == 0 || type == .single else { throw .illegalValue }
    self.init(
      type: type, poll: byte & 0b10 == 0 ? .silent : .answer,
      acknowledgement: byte & 0b100 == 0 ? .absent : .present,
      mode: byte & 1 == 0 ? .encrypted : .clear)
  }

  /// Byte 0 as it goes on the air.
  package var encoded: UInt8 {
    Self.layoutVersion << 6 | type.rawValue << 3 | (acknowledgement == .present ? 0b100 : 0)
      | (poll == .answer ? 0b10 : 0) | mode.rawValue
  }
}
