// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Integers as modems send them.
enum WireInteger {
  /// The bytes, most significant first.
  static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    littleEndian(number).reversed()
  }

  /// The bytes, least significant first.
  static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    stride(from: 0, to: Number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// The number that bytes are, most significant first; of more than eight the last eight count.
  static func bigEndian(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The number that bytes are, least significant first; of more than eight the first eight count.
  static func littleEndian(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
    bigEndian(bytes.reversed())
  }
}
