// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A number written in hexadecimal digits: a UUID, a boundary's parts, a message identifier.
///
/// Its bytes are random as a rule, so they are stored raw; where it comes again it is named by
/// its index.
package struct Identifier: Hashable, Sendable {
  /// How the digits are written; in the text stream: the count of bytes, with a bit for upper
  /// case, or 1 for a UUID.
  package enum Form: Hashable, Sendable {
    /// 8-4-4-4-12 lower-case digits.
    case uuid
    /// Lower-case digits of 8 to 32 bytes.
    case lowerCase(bytes: Int)
    /// Upper-case digits of 8 to 32 bytes.
    case upperCase(bytes: Int)
  }

  /// How it is written.
  package var form: Form
  /// The number, most significant byte first.
  package var bytes: [UInt8]

  /// Counts of bytes that are taken for a number.
  static let byteCounts = 8...32
  /// How many numbers of a mail are remembered.
  static let rememberedLimit = 256

  /// The digits it was written with.
  package var digits: [UInt8] {
    let alphabet = Array("0123456789abcdef0123456789ABCDEF".utf8)
    var offset = 0
    if case .upperCase = form { offset = 16 }
    var digits: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if form == .uuid, [4, 6, 8, 10].contains(index) { digits.append(UInt8(ascii: "-")) }
      digits.append(alphabet[Int(byte >> 4) + offset])
      digits.append(alphabet[Int(byte & 15) + offset])
    }
    return digits
  }

  /// Finds a number that begins at a place where a word begins; gives it and its length there.
  package static func find(_ mail: [UInt8], at start: Int, end: Int) -> (Identifier, Int)? {
    for form in [Form.uuid, .lowerCase(bytes: 0), .upperCase(bytes: 0)] {
      let digits = run(mail[start..<end], form)
      let next = start + digits.count
      guard next == end || !isWordByte(mail[next]) else { continue }
      guard let found = Identifier(digits: digits, like: form) else { continue }
      if found.digits.elementsEqual(digits) { return (found, digits.count) }
    }
    return nil
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

  /// The longest run of digits, for a UUID with hyphens; one more than the limit shows excess.
  private static func run(_ bytes: ArraySlice<UInt8>, _ form: Form) -> ArraySlice<UInt8> {
    if form == .uuid { return bytes.prefix(36) }
    return bytes.prefix(byteCounts.upperBound * 2 + 1).prefix { isDigit($0) }
  }

  private init?(digits: ArraySlice<UInt8>, like form: Form) {
    var bytes: [UInt8] = []
    var pending: UInt8?
    var kinds: Set<Bool> = []
    for digit in digits {
      guard let value = Self.value(digit) else {
        guard form == .uuid, digit == UInt8(ascii: "-") else { return nil }
        continue
      }
      kinds.insert(value < 10)
      if let high = pending { bytes.append(high << 4 | value) }
      pending = pending == nil ? value : nil
    }
    guard pending == nil, Self.byteCounts.contains(bytes.count) else { return nil }
    switch form {
    case .uuid:
      guard bytes.count == 16 else { return nil }
      self.form = .uuid
    case .lowerCase: self.form = .lowerCase(bytes: bytes.count)
    case .upperCase: self.form = .upperCase(bytes: bytes.count)
    }
    guard form == .uuid || kinds.count == 2 else { return nil }
    self.bytes = bytes
  }

  /// A number in a form that has as many bytes.
  package init(form: Form, bytes: ArraySlice<UInt8>) {
    self.form = form
    self.bytes = Array(bytes)
  }
}

extension Identifier.Form {
  /// The byte that names the form in the text stream.
  var code: UInt8 {
    switch self {
    case .uuid: 1
    case .lowerCase(let bytes): UInt8(bytes)
    case .upperCase(let bytes): UInt8(bytes) | 0x40
    }
  }

  init(code: UInt8) throws(MailCodecError) {
    let bytes = Int(code & 0x3F)
    if code == 1 {
      self = .uuid
    } else if Identifier.byteCounts.contains(bytes), code & 0x80 == 0 {
      self = code & 0x40 == 0 ? .lowerCase(bytes: bytes) : .upperCase(bytes: bytes)
    } else {
      throw .malformed
    }
  }

  /// How many bytes stand behind the digits.
  var byteCount: Int {
    switch self {
    case .uuid: 16
    case .lowerCase(let bytes), .upperCase(let bytes): bytes
    }
  }
}
