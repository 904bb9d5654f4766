// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The KISS framing of serial modems: `C0 type data C0`, with escapes in the data.
///
/// Source: Chepponis, Karn, "The KISS TNC" (1987).
package enum KISSFrame {
  /// Begins and ends a frame.
  static let end: UInt8 = 0xC0
  /// Begins an escape.
  static let escape: UInt8 = 0xDB
  /// Stands for ``end`` after an escape.
  static let escapedEnd: UInt8 = 0xDC
  /// Stands for ``escape`` after an escape.
  static let escapedEscape: UInt8 = 0xDD

  /// The frame as it is written.
  package static func encoded(type: UInt8, _ data: [UInt8] = []) -> [UInt8] {
    var bytes = [end]
    bytes.reserveCapacity(data.count + 8)
    for byte in [type] + data {
      switch byte {
      case end: bytes += [escape, escapedEnd]
      case escape: bytes += [escape, escapedEscape]
      default: bytes.append(byte)
      }
    }
    bytes.append(end)
    return bytes
  }
}
