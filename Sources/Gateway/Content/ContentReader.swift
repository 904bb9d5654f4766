// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// Reads the fields of a payload, which may be any bytes.
struct ContentReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Bytes not read yet.
  var remaining: Int { bytes.count - position }

  /// Reads one byte.
  mutating func byte() throws(ContentError) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  /// Reads a variable-length integer in its shortest form.
  mutating func number(_ field: String, in range: ClosedRange<Int>) throws(ContentError) -> Int {
    let value: Int
    do throws(MailCodecError) {
      value = try VariableInteger.decode(bytes, at: &position)
    } catch {
      if error == .truncated { throw .truncated }
      throw .malformed(field)
    }
    guard range.contains(value) else { throw .malformed(field) }
    return value
  }

  /// Reads so many bytes.
  mutating func take(_ count: Int) throws(ContentError) -> [UInt8] {
    guard count >= 0, count <= remaining else { throw .truncated }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }
}
