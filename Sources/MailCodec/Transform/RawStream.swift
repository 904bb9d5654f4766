// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Bytes no model can shorten, gathered beside the text stream.
///
/// Packed they lie at the end, the first piece last: so the reader finds each piece from the end
/// backwards and needs no count of the whole.
package struct RawStream: Sendable {
  private var pieces: [[UInt8]] = []
  /// How many bytes there are.
  package private(set) var count = 0

  /// The stream as it lies in a packed mail.
  package var packed: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for piece in pieces.reversed() { bytes += piece }
    return bytes
  }

  mutating func append(_ piece: ArraySlice<UInt8>) {
    guard !piece.isEmpty else { return }
    pieces.append(Array(piece))
    count += piece.count
  }

  mutating func append(_ other: RawStream) {
    pieces += other.pieces
    count += other.count
  }
}

/// Gives back the pieces of a ``RawStream``.
struct RawReader {
  private let bytes: [UInt8]
  private let start: Int
  private var end: Int

  /// The pieces lie at the end of `bytes`, none before `start`.
  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    self.start = min(start, bytes.count)
    end = bytes.count
  }

  mutating func next(_ count: Int) throws(MailCodecError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= end - start else { throw .truncated }
    end -= count
    return bytes[end..<(end + count)]
  }
}
