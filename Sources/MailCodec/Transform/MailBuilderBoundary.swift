// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A MIME boundary as the Rust library mail-builder makes it, which Delta Chat uses.
///
/// It is three numbers in hexadecimal digits, `nanoseconds_unique_seed`. The unique number follows
/// from the seed and a small counter, so it need not be sent:
///
/// - version 1: unique = mix(seed xor counter · 0x9E3779B97F4A7C15), where the seed is the mixed
///   number of the thread xor 64 bits that are drawn once per process;
/// - before: unique = (seed + counter) · 0x9E3779B97F4A7C15, where the seed is a hash of host and
///   thread.
package struct MailBuilderBoundary: Equatable, Sendable {
  /// How the unique number is made.
  package enum Kind: UInt8, Sendable { case mixed, multiplied }

  /// The version of the library.
  package var kind: Kind
  /// Nanoseconds since 1970.
  package var nanoseconds: UInt64
  /// How many boundaries the thread had made, 0 to 255.
  package var counter: UInt8
  /// What the thread's unique numbers begin from.
  package var seed: UInt64

  private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let goldenInverse: UInt64 = 0xF1DE_83E1_9937_733D

  /// The end of the splitmix64 generator: the number without the addition before it.
  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// The number that ``mix(_:)`` made into this one.
  static func unmixed(_ mixed: UInt64) -> UInt64 {
    var value = unshifted(mixed, by: 31) &* 0x3196_42B2_D24D_8EC3
    value = unshifted(value, by: 27) &* 0x96DE_1B17_3F11_9089
    return unshifted(value, by: 30)
  }

  private static func unshifted(_ value: UInt64, by shift: UInt64) -> UInt64 {
    value ^ value >> shift ^ value >> (2 * shift)
  }

  private var unique: UInt64 {
    switch kind {
    case .mixed: Self.mix(seed ^ UInt64(counter) &* Self.golden)
    case .multiplied: (seed &+ UInt64(counter)) &* Self.golden
    }
  }

  /// The boundary as it was written.
  package var text: [UInt8] {
    Array([nanoseconds, unique, seed].map { String($0, radix: 16) }.joined(separator: "_").utf8)
  }

  /// A boundary of known parts.
  package init(kind: Kind, nanoseconds: UInt64, counter: UInt8, seed: UInt64) {
    self.kind = kind
    self.nanoseconds = nanoseconds
    self.counter = counter
    self.seed = seed
  }

  /// Finds a boundary that begins at a place; gives it and its length there.
  package static func find(
    _ mail: [UInt8], at start: Int, end: Int
  ) -> (MailBuilderBoundary, Int)? {
    var position = start
    var numbers: [UInt64] = []
    while numbers.count < 3 {
      let digits = mail[position..<min(position + 17, end)].prefix { isDigit($0) }
      guard let number = UInt64(String(decoding: digits, as: UTF8.self), radix: 16) else {
        return nil
      }
      numbers.append(number)
      position = digits.endIndex
      if numbers.count < 3 {
        guard position < end, mail[position] == UInt8(ascii: "_") else { return nil }
        position += 1
      }
    }
    guard position == end || !Identifier.isWordByte(mail[position]),
      let found = MailBuilderBoundary(numbers),
      found.text.elementsEqual(mail[start..<position])
    else { return nil }
    return (found, position - start)
  }

  private init?(_ numbers: [UInt64]) {
    let (nanoseconds, unique, seed) = (numbers[0], numbers[1], numbers[2])
    guard nanoseconds / 1_000_000_000 <= 0x7FFF_FFFF else { return nil }
    let mixed = (Self.unmixed(unique) ^ seed) &* Self.goldenInverse
    let multiplied = unique &* Self.goldenInverse &- seed
    guard let counter = UInt8(exactly: min(mixed, multiplied)) else { return nil }
    self.init(
      kind: mixed <= multiplied ? .mixed : .multiplied, nanoseconds: nanoseconds,
      counter: counter, seed: seed)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
