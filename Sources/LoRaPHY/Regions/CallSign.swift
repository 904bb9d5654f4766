// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The call sign of an amateur station, in capital letters, digits and strokes.
///
/// | part | form |
/// |---|---|
/// | area worked from, optional | 1 to 4 letters and digits, and a stroke |
/// | prefix | 1 to 3 letters and digits, not all digits; of one only B F G I K M N R W |
/// | numeral | one digit |
/// | suffix | letters and digits, the last of which is a letter |
/// | way of operation, optional | a stroke, and 1 to 4 letters and digits |
///
/// At most 14 characters in all. Special occasions have suffixes of more than four. Source: ITU
/// Radio Regulations 19.67 to 19.69; the parts with strokes are custom (CEPT T/R 61-01).
public struct CallSign: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The most characters a call sign may have: what frames have room for.
  public static let longestBytes = 14

  /// The call sign as it is written and sent.
  public let text: String

  /// Takes a text; nil when it has not the form of a call sign.
  public init?(_ text: String) {
    self.init(ascii: Array(text.utf8))
  }

  /// Reads the fixed field of frames: ASCII, with spaces behind it; nil when it is no call sign.
  public init?(field bytes: some BidirectionalCollection<UInt8>) {
    guard bytes.count == Self.longestBytes else { return nil }
    let end = bytes.lastIndex { $0 != UInt8(ascii: " ") }
    guard let end else { return nil }
    self.init(ascii: Array(bytes[...end]))
  }

  /// Reads what was stored; a text that is none is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let callSign = CallSign(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no call sign")
    }
    self = callSign
  }

  private init?(ascii: [UInt8]) {
    guard ascii.count <= Self.longestBytes else { return nil }
    let parts = ascii.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count <= 3, parts.allSatisfy({ $0.allSatisfy(Self.isAlphanumeric) }) else {
      return nil
    }
    let additions = 1...4
    // Of two parts either may be the call sign itself: F/DL1ABC, DL1ABC/P.
    let isLegal = parts.indices.contains { place in
      place <= 1 && parts.count - place <= 2 && Self.isCore(parts[place])
        && parts.indices.allSatisfy { $0 == place || additions.contains(parts[$0].count) }
    }
    guard isLegal else { return nil }
    text = String(decoding: ascii, as: UTF8.self)
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// The call sign as the fixed field of frames: ASCII, with spaces behind it.
  public var field: [UInt8] {
    let bytes = Array(text.utf8)
    return bytes + [UInt8](repeating: UInt8(ascii: " "), count: Self.longestBytes - bytes.count)
  }

  /// The text.
  public var description: String { text }

  private static func isCore(_ part: some Collection<UInt8>) -> Bool {
    let part = Array(part)
    guard let last = part.last, isLetter(last) else { return false }
    return (1...3).contains { length in
      part.count > length + 1 && isPrefix(part[..<length]) && isDigit(part[length])
    }
  }

  private static func isPrefix(_ prefix: ArraySlice<UInt8>) -> Bool {
    guard let only = prefix.first, prefix.count == 1 else {
      return prefix.contains(where: isLetter)
    }
    return "BFGIKMNRW".utf8.contains(only)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
}
