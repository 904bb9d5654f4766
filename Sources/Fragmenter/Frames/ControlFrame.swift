// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A request or an answer (type 4), ten bytes.
///
/// | bytes | content |
/// |---|---|
/// | 0 | header byte; P is set on POLL and ABORT, which ask for an answer |
/// | 1 | connection id of the receiver |
/// | 2 | slot (4 bits), subtype (4 bits) |
/// | 3-5 | POLL: K (10 bits), sent (12), repetition (2) |
/// | 3-5 | REPORT: need (12), wanted spreading factor (4), SNR in quarters of a decibel (8, signed) |
/// | 3-5 | BUSY: time in tens of seconds (8), 16 spare bits, 0 |
/// | last | frame tag: 4 bytes; of DONE, ABORT, ABORTED, REJECTED and UNKNOWN-HISTORY 7 |
///
/// The slot names the message, in the direction of the one who sends that message.
package struct ControlFrame: Sendable, Equatable {
  /// Every control frame has this length.
  package static let encodedBytes = 10

  /// What is asked or answered.
  package enum Content: Sendable, Equatable {
    /// "What do you still need of this message?"
    case poll(sourceCount: Int, sent: Int, repetition: UInt8)
    /// "I need this many more symbols."
    case report(need: Int, wantedSpreadingFactor: SpreadingFactor, snrQuarterDecibels: Int8)
    /// "It is durably stored here."
    case done
    /// "I have all of it but have not stored it yet, or cannot pay the answers to it; ask again
    /// after this time."
    case busy(tensOfSeconds: UInt8)
    /// "I give this message number up", by the sender of the message.
    case abort
    /// The answer to an abort.
    case abortAcknowledged
    /// "Its seal does not open; seal it again under a new number."
    case rejected
    /// "It was packed with earlier mails I do not have; pack it without them, under a new number."
    case historyUnknown
  }

  package var connection: UInt8
  package var slot: UInt8
  package var content: Content
  package var mode: PayloadMode

  package init(
    connection: UInt8, slot: UInt8, content: Content, mode: PayloadMode = .encrypted
  ) {
    self.mode = mode
    self.connection = connection
    self.slot = slot
    self.content = content
  }

  /// Reads a frame whose header says CTL; the tag is not looked at.
  ///
  /// - Parameters:
  ///   - bytes: the whole frame.
  ///   - header: its header byte, decoded.
  /// - Throws: ``FrameError`` when the length, the subtype or a field is illegal.
  package init(decoding bytes: [UInt8], header: FrameHeader) throws(FrameError) {
    guard bytes.count == Self.encodedBytes else { throw .wrongLength(bytes.count) }
    let field = Int(bytes[3]) << 16 | Int(bytes[4]) << 8 | Int(bytes[5])
    content = try Self.content(subtype: bytes[2] & 0x0F, field: field)
    guard header.poll == Self.poll(of: content) else { throw .illegalValue }
    connection = bytes[1]
    slot = bytes[2] >> 4
    mode = header.mode
  }

  private static func content(subtype: UInt8, field: Int) throws(FrameError) -> Content {
    switch subtype {
    case 0:
      return .poll(
        sourceCount: field >> 14, sent: field >> 2 & 0xFFF, repetition: UInt8(field & 3))
    case 1:
      guard let factor = SpreadingFactor(rawValue: field >> 8 & 0x0F) else { throw .illegalValue }
      return .report(
        need: field >> 12, wantedSpreadingFactor: factor,
        snrQuarterDecibels: Int8(truncatingIfNeeded: field))
    case 2: return .done
    case 3:
      guard field & 0xFFFF == 0 else { throw .illegalValue }
      return .busy(tensOfSeconds: UInt8(field >> 16))
    case 4: return .abort
    case 5: return .abortAcknowledged
    case 6: return .rejected
    case 7: return .historyUnknown
    default: throw .unknownType(subtype)
    }
  }

  private static func poll(of content: Content) -> PollBit {
    switch content {
    case .poll, .abort: .answer
    default: .silent
    }
  }

  private var subtype: UInt8 {
    switch content {
    case .poll: 0
    case .report: 1
    case .done: 2
    case .busy: 3
    case .abort: 4
    case .abortAcknowledged: 5
    case .rejected: 6
    case .historyUnknown: 7
    }
  }

  /// The label that the frame's tag covers, and the length of that tag.
  package var tagKind: FrameTag.Kind {
    switch content {
    case .poll: .poll
    case .report: .report
    case .done: .done
    case .busy: .busy
    case .abort: .abort
    case .abortAcknowledged: .abortAcknowledged
    case .rejected: .rejected
    case .historyUnknown: .historyUnknown
    }
  }

  /// The frame without its tag.
  package var untagged: [UInt8] {
    let header = FrameHeader(type: .control, poll: Self.poll(of: content), mode: mode)
    let start = [header.encoded, connection, slot << 4 | subtype]
    let field: Int
    switch content {
    case .poll(let sourceCount, let sent, let repetition):
      field = (sourceCount & 0x3FF) << 14 | (sent & 0xFFF) << 2 | Int(repetition & 3)
    case .report(let need, let factor, let snr):
      field = (need & 0xFFF) << 12 | factor.rawValue << 8 | Int(UInt8(bitPattern: snr))
    case .busy(let tensOfSeconds):
      field = Int(tensOfSeconds) << 16
    case .done, .abort, .abortAcknowledged, .rejected, .historyUnknown:
      return start
    }
    return start + [UInt8(field >> 16), UInt8(field >> 8 & 0xFF), UInt8(field & 0xFF)]
  }
}
