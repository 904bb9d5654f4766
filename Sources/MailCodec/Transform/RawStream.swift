// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Bytes and bits no model can shorten, gathered beside the text stream.
///
/// Packed they lie at the end, the first piece last: so the reader finds each piece from the end
/// backwards and needs no count of the whole. Single bits fill bytes of their own, each of which is
/// a piece that stands where its first bit was written; the highest bit comes first.
package struct RawStream: Sendable {
  /// Slices of what they came from: a long piece is not there twice.
  private var pieces: [ArraySlice<UInt8>] = []
  /// The piece that bits are being written to, and how many of its bits are free.
  private var bitPiece = 0
  private var freeBits = 0
  /// How many bytes there are.
  package private(set) var count = 0

  /// The stream as it lies in a packed mail.
  package var packed: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    append(to: &bytes)
    return bytes
  }

  /// Appends the stream as it lies in a packed mail.
  func append(to bytes: inout [UInt8]) {
    for piece in pieces.reversed() { bytes += piece }
  }

  /// The first bytes of the stream as it lies in a packed mail.
  func packedPrefix(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for piece in pieces.reversed() where bytes.count < count {
      bytes += piece.prefix(count - bytes.count)
    }
    return bytes
  }

  mutating func append(_ piece: ArraySlice<UInt8>) {
    guard !piece.isEmpty else { return }
    pieces.append(piece)
    count += piece.count
  }

  /// Appends the lowest bits of a value, at most 64.
  mutating func append(bits value: UInt64, count bits: Int) {
    for index in stride(from: bits - 1, through: 0, by: -1) {
      if freeBits == 0 {
        bitPiece = pieces.count
        freeBits = 8
        append([0])
      }
      freeBits -= 1
      pieces[bitPiece][pieces[bitPiece].startIndex] |=
        UInt8(truncatingIfNeeded: (value >> UInt64(index)) & 1) << UInt8(freeBits)
    }
  }

  /// Appends a count as so many ones and a zero.
  mutating func append(ones count: Int) {
    for _ in 0..<count { append(bits: 1, count: 1) }
    append(bits: 0, count: 1)
  }

  /// Appends the pieces of a stream that holds no single bits.
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
  private var bitByte: UInt8 = 0
  private var bitsLeft: UInt8 = 0

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

  /// The next bits as a number, at most 64.
  mutating func nextBits(_ count: Int) throws(MailCodecError) -> UInt64 {
    var value: UInt64 = 0
    for _ in 0..<count {
      if bitsLeft == 0 {
        bitByte = try next(1).first ?? 0
        bitsLeft = 8
      }
      bitsLeft -= 1
      value = value << 1 | UInt64((bitByte >> bitsLeft) & 1)
    }
    return value
  }

  /// The next count that is written as ones, below a limit.
  mutating func nextOnes(limit: Int) throws(MailCodecError) -> Int {
    for count in 0..<limit where try nextBits(1) == 0 { return count }
    throw .malformed
  }
}
