// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Base64 (RFC 4648 §4) and the checksum of OpenPGP armour (RFC 9580 §6.1.1).
package enum Base64 {
  /// The digits, and what fills up the last quad.
  package enum Alphabet: UInt8, CaseIterable, Sendable {
    /// Ends with + and /, filled up with =.
    case standard = 0
    /// Ends with . and _, filled up with -, as Yahoo writes it.
    case dotted = 1

    var padding: UInt8 { self == .standard ? 0x3D : 0x2D }

    fileprivate var digits: [UInt8] { self == .standard ? standardDigits : dottedDigits }

    /// The value of each byte as a digit, 0xFF where it is none.
    fileprivate var values: [UInt8] { self == .standard ? standardValues : dottedValues }

    func isDigit(_ byte: UInt8) -> Bool { values[Int(byte)] != 0xFF }
  }

  private static let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  private static let standardDigits = Array((common + "+/").utf8)
  private static let dottedDigits = Array((common + "._").utf8)
  private static let standardValues = values(of: standardDigits)
  private static let dottedValues = values(of: dottedDigits)

  private static func values(of digits: [UInt8]) -> [UInt8] {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }

  static let padding = Alphabet.standard.padding

  static func isDigit(_ byte: UInt8) -> Bool { Alphabet.standard.isDigit(byte) }

  /// The digits of bytes, padded to whole quads.
  package static func encoded(
    _ bytes: ArraySlice<UInt8>, in alphabet: Alphabet = .standard
  ) -> [UInt8] {
    let alphabetDigits = alphabet.digits
    var digits: [UInt8] = []
    digits.reserveCapacity((bytes.count + 2) / 3 * 4)
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let count = min(3, bytes.endIndex - position)
      var group: UInt32 = 0
      for index in 0..<3 {
        group = group << 8 | (index < count ? UInt32(bytes[position + index]) : 0)
      }
      for index in 0..<4 {
        let digit = alphabetDigits[Int(group >> UInt32(18 - 6 * index)) & 63]
        digits.append(index <= count ? digit : alphabet.padding)
      }
      position += count
    }
    return digits
  }

  /// Appends the bytes of whole quads; bits left over before padding are dropped unseen.
  static func decode(
    _ digits: ArraySlice<UInt8>, in alphabet: Alphabet = .standard, into bytes: inout [UInt8]
  ) {
    let values = alphabet.values
    var group: UInt32 = 0
    var bits: UInt32 = 0
    for digit in digits where digit != alphabet.padding {
      group = group << 6 | UInt32(values[Int(digit)] & 63)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: group >> bits))
      }
    }
  }

  /// The CRC-24 of OpenPGP, most significant byte first.
  package static func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var crc: UInt32 = 0xB7_04CE
    for byte in bytes {
      crc = (crc << 8) ^ checksumTable[Int(UInt8(truncatingIfNeeded: crc >> 16) ^ byte)]
    }
    return [16, 8, 0].map { UInt8(truncatingIfNeeded: crc >> UInt32($0)) }
  }

  private static let checksumTable: [UInt32] = (0..<256).map { index in
    var crc = UInt32(index) << 16
    for _ in 0..<8 { crc = crc & 0x80_0000 == 0 ? crc << 1 : (crc << 1) ^ 0x86_4CFB }
    return crc & 0xFF_FFFF
  }
}
