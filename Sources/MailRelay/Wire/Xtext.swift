// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The two ways in which parameters write octets that they must not hold plainly: xtext
/// (RFC 3461 §4) as `+3D`, and `\x{3D}` for code points (RFC 6533 §3).
enum Xtext {
  private static let plus = UInt8(ascii: "+")
  private static let equals = UInt8(ascii: "=")
  private static let backslash = UInt8(ascii: "\\")

  /// The octets that xtext stands for; nil when it is malformed.
  static func decoded(_ text: some StringProtocol) -> [UInt8]? {
    var octets: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let octet = rest.popFirst() {
      guard octet == plus else {
        guard (0x21...0x7E).contains(octet), octet != equals else { return nil }
        octets.append(octet)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, digits.allSatisfy(\.isHexDigit),
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      else { return nil }
      octets.append(value)
      rest = rest.dropFirst(2)
    }
    return octets
  }

  /// Octets as xtext.
  static func encoded(_ octets: some Sequence<UInt8>) -> String {
    octets.map { octet in
      let isPlain = (0x21...0x7E).contains(octet) && octet != plus && octet != equals
      return isPlain ? String(UnicodeScalar(octet)) : "+" + hex(UInt32(octet), digits: 2)
    }.joined()
  }

  /// The text in which `\x{3D}` stands for a code point; nil when an escape is malformed.
  static func unescaped(_ text: some StringProtocol) -> String? {
    var octets: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let octet = rest.popFirst() {
      guard octet == backslash else {
        octets.append(octet)
        continue
      }
      guard rest.starts(with: "x{".utf8), let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
        return nil
      }
      let digits = rest[(rest.startIndex + 2)..<end]
      guard (2...6).contains(digits.count), digits.allSatisfy(\.isHexDigit),
        let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = UnicodeScalar(value)
      else { return nil }
      octets += String(Character(scalar)).utf8
      rest = rest[(end + 1)...]
    }
    return String(validating: octets, as: UTF8.self)
  }

  /// The text with escapes for all that is not plain ASCII.
  static func escaped(_ text: some StringProtocol) -> String {
    text.unicodeScalars.map { scalar in
      let isPlain =
        (0x21...0x7E).contains(scalar.value) && !"+=\\".unicodeScalars.contains(scalar)
      return isPlain ? String(Character(scalar)) : "\\x{" + hex(scalar.value, digits: 2) + "}"
    }.joined()
  }

  private static func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
