// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Whole numbers in as few bytes as they need (LEB128).
///
/// Seven bits a byte, lowest first; the top bit says that more follow. At most ``maximum``, in the
/// shortest form only.
package enum VariableInteger {
  /// The largest number, 2^32 - 1.
  package static let maximum = 0xFFFF_FFFF

  /// The bytes of a number between 0 and ``maximum``.
  package static func encoded(_ value: Int) -> [UInt8] {
    precondition((0...maximum).contains(value), "a count of bytes fits 32 bits")
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }

  static func decode<Source: ByteSource & ~Copyable>(
    _ source: inout Source
  ) throws(MailCodecError) -> Int {
    var value: UInt64 = 0
    for index in 0..<5 {
      let byte = try source.next()
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte & 0x80 == 0 {
        guard value <= UInt64(maximum), byte != 0 || index == 0 else { throw .malformed }
        return Int(value)
      }
    }
    throw .malformed
  }

  /// Reads a number at a position of an array and moves behind it.
  ///
  /// - Throws: ``MailCodecError/truncated`` or ``MailCodecError/malformed``.
  package static func decode(
    _ bytes: [UInt8], at position: inout Int
  ) throws(MailCodecError) -> Int {
    var source = ArraySource(Array(bytes.dropFirst(position).prefix(5)))
    let value = try decode(&source)
    position += encoded(value).count
    return value
  }
}
