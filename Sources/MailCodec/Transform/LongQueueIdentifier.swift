// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A long queue identifier of Postfix (`enable_long_queue_ids`): the moment a mail came in and the
/// inode of its file, so it is short where the moment is near the first date of the mail.
///
/// Digits are 0 to 9 and the consonants, upper-case before lower-case: six or more for the second
/// and four for the microsecond in base 52, `z`, then the inode in base 51, without `z`.
struct LongQueueIdentifier: Equatable {
  /// Seconds since 1970, 0 to 2^31 - 1.
  var seconds: Int
  var microseconds: Int
  /// Digits of the inode, 1 to ``inodeDigitsLimit``.
  var inodeDigits: Int
  var inode: UInt64

  static let inodeDigitsLimit = 10
  /// Before Postfix wrote such identifiers (2011), where no date says otherwise.
  static let earliest = 1_290_000_000
  /// How many bits the microseconds take.
  static let microsecondBits = 20

  private static let alphabet = Array("0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz".utf8)
  private static let values: [UInt8: UInt64] = Dictionary(
    uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt64($0)) })
  private static let separator = UInt8(ascii: "z")
  /// Where the separator stands while seconds have six digits, until 2595.
  private static let headCount = 10

  /// How many bits hold every inode of so many digits.
  var inodeBits: Int {
    let largest = (0..<inodeDigits).reduce(UInt64(0)) { number, _ in number &* 51 &+ 50 }
    return 64 - largest.leadingZeroBitCount
  }

  /// The identifier as it was written.
  var text: [UInt8] {
    Self.digits(UInt64(seconds), base: 52, count: 6)
      + Self.digits(UInt64(microseconds), base: 52, count: 4) + [Self.separator]
      + Self.digits(inode, base: 51, count: inodeDigits)
  }

  private static func digits(_ value: UInt64, base: UInt64, count: Int) -> [UInt8] {
    var rest = value
    var digits: [UInt8] = []
    for _ in 0..<count {
      digits.append(alphabet[Int(rest % base)])
      rest /= base
    }
    return digits.reversed()
  }

  private static func value(_ digits: ArraySlice<UInt8>, base: UInt64) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
      guard let next = values[digit], next < base else { return nil }
      value = value &* base &+ next
    }
    return value
  }

  init(seconds: Int, microseconds: Int, inodeDigits: Int, inode: UInt64) {
    self.seconds = seconds
    self.microseconds = microseconds
    self.inodeDigits = inodeDigits
    self.inode = inode
  }

  /// The identifier that begins at a place, up to the end of the word.
  init?(_ mail: [UInt8], at start: Int, end: Int) {
    let limit = min(start + Self.headCount + 2 + Self.inodeDigitsLimit, end)
    let word = mail[start..<limit].prefix { Identifier.isWordByte($0) }
    let inodeDigits = word.count - Self.headCount - 1
    guard (1...Self.inodeDigitsLimit).contains(inodeDigits),
      word[start + Self.headCount] == Self.separator,
      let seconds = Self.value(word.prefix(6), base: 52), seconds <= 0x7FFF_FFFF,
      let microseconds = Self.value(word.dropFirst(6).prefix(4), base: 52),
      microseconds < 1 << Self.microsecondBits,
      let inode = Self.value(word.dropFirst(Self.headCount + 1), base: 51)
    else { return nil }
    self.init(
      seconds: Int(seconds), microseconds: Int(microseconds), inodeDigits: inodeDigits,
      inode: inode)
  }
}
