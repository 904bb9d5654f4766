// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A number written in hexadecimal or decimal digits: a UUID, a queue identifier, part of a
/// boundary or of a message identifier.
///
/// Its bits are random as a rule, so they are stored raw; where it comes again it is named by
/// its index.
package struct Identifier: Hashable, Sendable {
  /// How the digits are written.
  package enum Form: Hashable, Sendable {
    /// 8-4-4-4-12 lower-case hexadecimal digits.
    case uuid
    /// The same with the six bits of version 4 that say so (RFC 9562 §5.4).
    case randomUUID
    /// 8 to 64 lower-case hexadecimal digits.
    case lowerCase(digits: Int)
    /// 8 to 64 upper-case hexadecimal digits.
    case upperCase(digits: Int)
    /// 10 to 19 decimal digits.
    case decimal(digits: Int)
  }

  /// How it is written.
  package var form: Form
  /// Its digits, hyphens included.
  package var text: [UInt8]

  private static let uuidVariants = Array("89ab".utf8)
  static let hexadecimalCounts = 8...64
  static let decimalCounts = 10...19
  /// How many numbers and boundaries of a mail are remembered.
  static let rememberedLimit = 128

  /// Finds a number that begins at a place where a word begins.
  package static func find(_ mail: [UInt8], at start: Int, end: Int) -> Identifier? {
    if let uuid = uuid(mail[start..<min(start + 36, end)]), isEnd(mail, start + 36, end) {
      return uuid
    }
    let digits = mail[start..<min(start + hexadecimalCounts.upperBound + 1, end)]
      .prefix { value($0) != nil }
    guard isEnd(mail, digits.endIndex, end), let form = form(of: digits) else { return nil }
    return Identifier(form: form, text: Array(digits))
  }

  private static func isEnd(_ mail: [UInt8], _ position: Int, _ end: Int) -> Bool {
    position == end || !isWordByte(mail[position])
  }

  private static func form(of digits: ArraySlice<UInt8>) -> Form? {
    let letters = digits.filter { $0 > 0x39 }
    if letters.isEmpty {
      return decimalCounts.contains(digits.count) ? .decimal(digits: digits.count) : nil
    }
    guard hexadecimalCounts.contains(digits.count), letters.count < digits.count else { return nil }
    let upper = letters.count { $0 < 0x60 }
    if upper == 0 { return .lowerCase(digits: digits.count) }
    return upper == letters.count ? .upperCase(digits: digits.count) : nil
  }

  private static func uuid(_ text: ArraySlice<UInt8>) -> Identifier? {
    guard text.count == 36 else { return nil }
    for (index, byte) in text.enumerated() {
      let isHyphen = [8, 13, 18, 23].contains(index)
      let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
      guard isHyphen ? byte == 0x2D : isDigit else { return nil }
    }
    let isRandom =
      text[text.startIndex + 14] == 0x34 && uuidVariants.contains(text[text.startIndex + 19])
    return Identifier(form: isRandom ? .randomUUID : .uuid, text: Array(text))
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { value(byte) != nil }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}

// MARK: - In the streams

extension Identifier {
  /// The byte behind which a ``LongQueueIdentifier`` stands: 0x80 plus the digits of its inode,
  /// ``Moments``, raw bits.
  static let longQueueCode: UInt8 = 5
}

extension Identifier {
  /// Appends the bits of the number.
  func append(to raw: inout RawStream) {
    if case .decimal(let digits) = form {
      let number = text.reduce(into: UInt64(0)) { $0 = $0 &* 10 &+ UInt64($1 & 15) }
      raw.append(bits: number, count: Self.bits(decimalDigits: digits))
      return
    }
    let values = text.compactMap { Self.value($0) }
    if form == .randomUUID {
      for (index, value) in values.enumerated() where index != 12 {
        raw.append(bits: UInt64(value), count: index == 16 ? 2 : 4)
      }
      return
    }
    if values.count % 2 == 1 { raw.append(bits: UInt64(values[0]), count: 4) }
    let pairs = stride(from: values.count % 2, to: values.count, by: 2)
    raw.append(pairs.map { values[$0] << 4 | values[$0 + 1] }[...])
  }

  /// Reads the bits of a number of a form.
  init(form: Form, from raw: inout RawReader) throws(MailCodecError) {
    self.form = form
    switch form {
    case .decimal(let digits):
      let number = try raw.nextBits(Self.bits(decimalDigits: digits))
      let written = Array(String(number).utf8)
      guard written.count <= digits else { throw .malformed }
      text = [UInt8](repeating: 0x30, count: digits - written.count) + written
    case .uuid: text = Self.digits(try Self.values(32, &raw), form)
    case .randomUUID:
      var values: [UInt8] = []
      for index in 0..<32 {
        let bits = index == 12 ? 4 : try raw.nextBits(index == 16 ? 2 : 4)
        values.append(UInt8(truncatingIfNeeded: bits) | (index == 16 ? 8 : 0))
      }
      text = Self.digits(values, form)
    case .lowerCase(let digits), .upperCase(let digits):
      text = Self.digits(try Self.values(digits, &raw), form)
    }
  }

  private static func values(
    _ count: Int, _ raw: inout RawReader
  ) throws(MailCodecError) -> [UInt8] {
    var values: [UInt8] = []
    if count % 2 == 1 { values.append(UInt8(truncatingIfNeeded: try raw.nextBits(4))) }
    for byte in try raw.next(count / 2) { values += [byte >> 4, byte & 15] }
    return values
  }

  private static func digits(_ values: [UInt8], _ form: Form) -> [UInt8] {
    var letters: UInt8 = 0x61 - 10
    if case .upperCase = form { letters = 0x41 - 10 }
    var text: [UInt8] = []
    for (index, value) in values.enumerated() {
      if form == .uuid || form == .randomUUID, [8, 12, 16, 20].contains(index) {
        text.append(0x2D)
      }
      text.append(value + (value < 10 ? 0x30 : letters))
    }
    return text
  }

  /// How many bits hold every number of so many digits.
  private static func bits(decimalDigits: Int) -> Int {
    let largest = (0..<decimalDigits).reduce(UInt64(0)) { number, _ in number &* 10 &+ 9 }
    return 64 - largest.leadingZeroBitCount
  }
}

extension Identifier.Form {
  /// The byte that names the form in the text stream.
  ///
  /// 1 is a UUID, 2 and 3 are ``DecimalMoment``s, 4 is a UUID of version 4, 5 is a
  /// ``LongQueueIdentifier``; 8 to 64 are as many
  /// lower-case digits, the same plus 0x80 upper-case ones, 0x50 plus a count decimal ones.
  var code: UInt8 {
    switch self {
    case .uuid: 1
    case .randomUUID: 4
    case .lowerCase(let digits): UInt8(digits)
    case .upperCase(let digits): UInt8(digits) | 0x80
    case .decimal(let digits): UInt8(digits) + 0x50
    }
  }

  init(code: UInt8) throws(MailCodecError) {
    let count = Int(code & 0x7F)
    if code == 1 {
      self = .uuid
    } else if code == 4 {
      self = .randomUUID
    } else if Identifier.hexadecimalCounts.contains(count) {
      self = code & 0x80 == 0 ? .lowerCase(digits: count) : .upperCase(digits: count)
    } else if code & 0x80 == 0, Identifier.decimalCounts.contains(count - 0x50) {
      self = .decimal(digits: count - 0x50)
    } else {
      throw .malformed
    }
  }
}
