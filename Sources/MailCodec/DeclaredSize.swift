// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The size a packed mail declares, rounded up so that it fits one byte:
/// (8 + its lower three bits) · 2^(its upper five).
package struct DeclaredSize: Equatable {
  /// The byte at the front of the text stream.
  package let code: UInt8

  private static let largestCode = 29 * 8

  /// The least size that is not below a count of bytes.
  package init(atLeast bytes: Int) {
    let code = (0..<Self.largestCode).first { Self.bytes($0) >= bytes } ?? Self.largestCode
    self.code = UInt8(code)
  }

  /// The size behind a byte; nil when no packer writes it.
  package init?(code: UInt8) {
    guard code <= Self.largestCode else { return nil }
    self.code = code
  }

  /// How many bytes envelope and mail may have together.
  package var bytes: Int { Self.bytes(Int(code)) }

  private static func bytes(_ code: Int) -> Int { (8 + (code & 7)) << (code >> 3) }
}
