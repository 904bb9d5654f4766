// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Base 32 in lower case without the letters i, l, o and u (Crockford's alphabet).
///
/// Reading takes upper case too (QR codes), and o as 0, i and l as 1: the mix-ups of the eye cost
/// nothing. The bits behind the last whole byte must be zero, so each byte string has one spelling.
package enum Base32 {
  /// The 32 digits in the order of their values.
  package static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// Spells bytes, most significant bit first.
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    var pending: UInt32 = 0
    var pendingBits = 0
    for byte in bytes {
      pending = (pending << 8) | UInt32(byte)
      pendingBits += 8
      while pendingBits >= 5 {
        pendingBits -= 5
        text.append(digits[Int((pending >> pendingBits) & 31)])
      }
      pending &= (1 << pendingBits) - 1
    }
    if pendingBits > 0 { text.append(digits[Int((pending << (5 - pendingBits)) & 31)]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads digits back; `nil` for a foreign character, a wrong length or stray last bits.
  package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var pendingBits = 0
    for character in text {
      guard let value = value(of: character) else { return nil }
      pending = (pending << 5) | UInt32(value)
      pendingBits += 5
      if pendingBits >= 8 {
        pendingBits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> pendingBits))
        pending &= (1 << pendingBits) - 1
      }
    }
    return pendingBits < 5 && pending == 0 ? bytes : nil
  }

  /// The value of one digit, 0 to 31, or `nil` for a character that is none.
  package static func value(of character: UInt8) -> UInt8? {
    values[Int(character)]
  }

  private static let values: [UInt8?] = {
    var table = [UInt8?](repeating: nil, count: 256)
    for (value, digit) in digits.enumerated() {
      table[Int(digit)] = UInt8(value)
      if digit >= UInt8(ascii: "a") { table[Int(digit) - 32] = UInt8(value) }
    }
    for (lookalikes, value) in [("oO", UInt8(0)), ("iIlL", 1)] {
      for character in lookalikes.utf8 { table[Int(character)] = value }
    }
    return table
  }()
}
