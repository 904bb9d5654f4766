// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// One symbol of a message (types 1 SRC, 2 LAST and 3 REP).
///
/// | bytes | content |
/// |---|---|
/// | 0 | header byte |
/// | 1 | connection id of the receiver |
/// | 2-3 | slot (4 bits), encoding symbol id (12 bits) |
/// | 4-5 | REP with P only: number of source symbols (12 bits), 4 spare bits, 0 |
/// | … | the symbol |
/// | last 4 | frame tag |
package struct SymbolFrame: Sendable, Equatable {
  /// Bytes around the symbol when the frame does not carry K.
  package static let overheadBytes = 4 + FrameTag.shortBytes
  /// Bytes around the symbol of a REP that polls.
  package static let pollingRepairOverheadBytes = overheadBytes + 2
  /// The ids a sender uses; a message that needs more is sealed again under a new number.
  ///
  /// The last id of the 12 bits stays unused, so that a POLL can tell that all were sent.
  package static let symbolIDs = 0..<4095

  /// Which kind of symbol the frame carries.
  package enum Kind: Sendable, Equatable {
    /// A source symbol that is not the last one.
    case source
    /// The last source symbol, so that K = id + 1.
    case last
    /// A coded symbol; `sourceCount` is present when the frame polls.
    case repair(sourceCount: Int?)
  }

  package var kind: Kind
  package var poll: PollBit
  package var connection: UInt8
  package var slot: UInt8
  package var symbolID: Int
  package var symbol: [UInt8]
  package var mode: PayloadMode

  package init(
    kind: Kind, poll: PollBit, connection: UInt8, slot: UInt8, symbolID: Int, symbol: [UInt8],
    mode: PayloadMode = .encrypted
  ) {
    self.mode = mode
    self.kind = kind
    self.poll = poll
    self.connection = connection
    self.slot = slot
    self.symbolID = symbolID
    self.symbol = symbol
  }

  /// Reads a frame whose header says SRC, LAST or REP; the tag is not looked at.
  ///
  /// - Parameters:
  ///   - bytes: the whole frame.
  ///   - header: its header byte, decoded.
  /// - Throws: ``FrameError`` when it is too short or a field is illegal.
  package init(decoding bytes: [UInt8], header: FrameHeader) throws(FrameError) {
    let carriesCount = header.type == .repair && header.poll == .answer
    let start = carriesCount ? 6 : 4
    let end = bytes.count - FrameTag.shortBytes
    guard end > start, bytes.count <= Limits.longestFrameBytes else {
      throw .wrongLength(bytes.count)
    }
    let symbolID = Int(bytes[2] & 0x0F) << 8 | Int(bytes[3])
    switch header.type {
    case .source: kind = .source
    case .last: kind = .last
    default:
      guard carriesCount else {
        kind = .repair(sourceCount: nil)
        break
      }
      guard bytes[5] & 0x0F == 0 else { throw .illegalValue }
      kind = .repair(sourceCount: Int(bytes[4]) << 4 | Int(bytes[5]) >> 4)
    }
    poll = header.poll
    mode = header.mode
    connection = bytes[1]
    slot = bytes[2] >> 4
    self.symbolID = symbolID
    symbol = Array(bytes[start..<end])
  }

  /// The number of source symbols K of the message, when this frame tells it.
  package var sourceCount: Int? {
    switch kind {
    case .source: nil
    case .last: symbolID + 1
    case .repair(let count): count
    }
  }

  /// The header byte's type.
  package var type: FrameType {
    switch kind {
    case .source: .source
    case .last: .last
    case .repair: .repair
    }
  }

  /// The frame without its tag.
  package var untagged: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(symbol.count + Self.pollingRepairOverheadBytes)
    bytes.append(FrameHeader(type: type, poll: poll, mode: mode).encoded)
    bytes.append(connection)
    bytes.append(slot << 4 | UInt8(truncatingIfNeeded: symbolID >> 8 & 0x0F))
    bytes.append(UInt8(truncatingIfNeeded: symbolID))
    if case .repair(let count?) = kind {
      bytes.append(UInt8(truncatingIfNeeded: count >> 4))
      bytes.append(UInt8(truncatingIfNeeded: count << 4))
    }
    bytes.append(contentsOf: symbol)
    return bytes
  }
}
