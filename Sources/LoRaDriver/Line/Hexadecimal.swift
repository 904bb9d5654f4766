// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Bytes as two digits each.
package enum Hexadecimal {
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Writes bytes in capitals.
  package static func text(_ bytes: [UInt8]) -> String {
    let characters = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: characters, as: UTF8.self)
  }

  /// Reads bytes, capitals or not; nil for an odd number of digits and for what is none.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let values = text.utf8.map(value)
    guard values.count.isMultiple(of: 2), !values.contains(nil) else { return nil }
    return stride(from: 0, to: values.count, by: 2).map { index in
      (values[index] ?? 0) << 4 | (values[index + 1] ?? 0)
    }
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }
}
