// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How moments are written: seconds since 1970, 0 to 2^31 - 1.
///
/// The first one of a mail is one byte in the text stream, its upper 7 bits, and the lower 24 in
/// the raw stream, or, where an earlier mail's is known, a bit that tells whether they are (0) or
/// come as a distance (1): a bit for earlier, five for its length in bits, its bits below the
/// highest.
///
/// The others are told from the first: 0x80 for the same second, else 0x80 or 0xC0 (earlier) plus
/// the length of the distance in bits, whose bits below the highest follow raw; or as the first.
struct Moments {
  /// The moment of the mail before.
  private let clock: Int?
  /// The first moment of this mail.
  private(set) var first: Int?
  /// From this length on a moment's own bits are as short.
  private static let longestDistance = 24

  init(after clock: Int?) { self.clock = clock }

  /// Appends a moment.
  mutating func append(_ seconds: Int, text: inout [UInt8], raw: inout RawStream) {
    if let first, let (length, isEarlier) = Self.distance(seconds, from: first) {
      text.append((isEarlier ? 0xC0 : 0x80) + UInt8(length))
      raw.append(bits: UInt64(abs(seconds - first)), count: max(0, length - 1))
      return
    }
    text.append(UInt8(truncatingIfNeeded: seconds >> 24))
    appendLowBits(seconds, raw: &raw)
    if first == nil { first = seconds }
  }

  private func appendLowBits(_ seconds: Int, raw: inout RawStream) {
    if first == nil, let clock {
      if let (length, isEarlier) = Self.distance(seconds, from: clock), length < 18 {
        raw.append(bits: 2 | (isEarlier ? 1 : 0), count: 2)
        raw.append(bits: UInt64(length), count: 5)
        raw.append(bits: UInt64(abs(seconds - clock)), count: max(0, length - 1))
        return
      }
      raw.append(bits: 0, count: 1)
    }
    raw.append(bits: UInt64(truncatingIfNeeded: seconds), count: 24)
  }

  private static func distance(_ seconds: Int, from other: Int) -> (length: Int, isEarlier: Bool)? {
    let length = Int.bitWidth - abs(seconds - other).leadingZeroBitCount
    return length <= longestDistance ? (length, seconds < other) : nil
  }

  /// Reads a moment.
  mutating func read<Source: ByteSource & ~Copyable>(
    _ source: inout Source, _ raw: inout RawReader
  ) throws(MailCodecError) -> Int {
    let code = try source.next()
    if code >= 0x80 {
      guard let first else { throw .malformed }
      return try Self.read(length: Int(code & 0x3F), isEarlier: code >= 0xC0, from: first, &raw)
    }
    var seconds = Int(code) << 24
    if first == nil, let clock, try raw.nextBits(1) == 1 {
      let isEarlier = try raw.nextBits(1) == 1
      let length = Int(try raw.nextBits(5))
      seconds = try Self.read(length: length, isEarlier: isEarlier, from: clock, &raw)
    } else {
      seconds |= Int(try raw.nextBits(24))
    }
    if first == nil { first = seconds }
    return seconds
  }

  private static func read(
    length: Int, isEarlier: Bool, from other: Int, _ raw: inout RawReader
  ) throws(MailCodecError) -> Int {
    guard length <= longestDistance else { throw .malformed }
    guard length > 0 else { return other }
    let distance = 1 << (length - 1) | Int(try raw.nextBits(length - 1))
    let seconds = isEarlier ? other - distance : other + distance
    guard (0...0x7FFF_FFFF).contains(seconds) else { throw .malformed }
    return seconds
  }
}
