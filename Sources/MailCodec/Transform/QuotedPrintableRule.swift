// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where an encoder of quoted-printable (RFC 2045 §6.7) breaks lines: before what would make them
/// longer than its limit.
struct QuotedPrintableRule: Hashable {
  /// Characters on a line before the one that breaks it.
  var limit: Int
  /// Whether the last character of the text's line may take the place of the breaking one.
  var lastMayFill: Bool

  static let limits = 48...79
  /// The limit of an encoder that breaks no lines.
  static let none = 79
  /// What most encoders keep to: 76 characters with the breaking one.
  static let usual = 75

  /// The byte behind ``MailMark/quoted``: the limit, plus 32 where the last character may fill.
  var code: UInt8 { UInt8(limit) + (lastMayFill ? 32 : 0) }

  init(limit: Int, lastMayFill: Bool) {
    self.limit = limit
    self.lastMayFill = lastMayFill
  }

  /// The rule behind a byte; nil when no packer writes it.
  init?(code: UInt8) {
    let limit = Self.limits.contains(Int(code)) ? Int(code) : Int(code) - 32
    guard Self.limits.contains(limit) else { return nil }
    self.init(limit: limit, lastMayFill: Int(code) != limit)
  }

  /// Whether the line breaks before what takes so many characters.
  func breaks(column: Int, before count: Int, isLast: Bool) -> Bool {
    let fills = lastMayFill && isLast
    return limit != Self.none && column > 0 && column + count > limit + (fills ? 1 : 0)
  }

  /// Whether a byte is encoded as a rule.
  static func isEncoded(_ byte: UInt8, isLast: Bool) -> Bool {
    switch byte {
    case 0x20, 0x09: isLast
    case 0x3D: true
    default: byte < 0x20 || byte > 0x7E
    }
  }

  /// An encoded byte: the sign and two upper-case hexadecimal digits.
  static func encoded(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// The byte that two digits encode; nil when they are not as ``encoded(_:)`` writes them.
  static func decoded(_ first: UInt8, _ second: UInt8) -> UInt8? {
    guard let high = value(first), let low = value(second) else { return nil }
    return high << 4 | low
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    default: nil
    }
  }
}
