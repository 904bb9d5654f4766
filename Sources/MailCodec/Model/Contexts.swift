// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the model looks at: where in the mail it stands and what stands before.
struct Contexts {
  /// How many hashed contexts there are.
  static let count = 16

  /// Bytes that a line is recognised by.
  private static let headLength = 6

  /// The last eight bytes, the latest lowest.
  private(set) var recent: UInt64 = 0
  private var word: UInt32 = 0
  private var previousWord: UInt32 = 0
  /// The header name of the line, or 0 where there is none.
  private var field: UInt32 = 0
  /// The beginnings of this line and of the last one that held anything.
  private var head: UInt32 = 0
  private var previousHead: UInt32 = 0
  private var line: UInt32 = 0
  private var namePart: NamePart = .open
  private var fieldPart: UInt32 = 0
  private var partLength: UInt32 = 0
  private var lineStart = 0
  private var previousLineStart = 0
  private var column = 0
  private var above: UInt8 = 0

  /// Whether the beginning of the line may still become, has become, or is no header name.
  private enum NamePart: UInt32 { case open, named, none, folded }

  /// Goes back to where a mail begins.
  mutating func beginMail(at position: Int) {
    self = Contexts()
    lineStart = position
    previousLineStart = position
  }

  /// The byte before the next one.
  var last: Int { Int(recent & 0xFF) }

  /// A row for the mixer: the kind of line and how far in it.
  var lineClass: Int { Int(namePart.rawValue) * 4 + min(column / 8, 3) }

  /// A row for the mixer: the header field.
  var fieldClass: Int { Int(field & 0xFF) }

  /// Whether the next byte stands in a header field's value.
  var isInField: Bool { field != 0 }

  mutating func append(_ byte: UInt8, _ history: borrowing History) {
    recent = recent &<< 8 | UInt64(byte)
    updateWord(byte)
    if byte == 0x0A || byte == TransformCode.end {
      beginLine(history)
    } else {
      line = Self.mix(line, UInt32(byte))
      column += 1
      if column <= Self.headLength { head = line }
      updateName(byte)
      updatePart(byte)
    }
    let place = previousLineStart + column
    above = place < lineStart ? history[place] : 0
  }

  private mutating func updateWord(_ byte: UInt8) {
    let lower = byte | 0x20
    if (0x61...0x7A).contains(lower) || byte >= 0x80 {
      word = Self.mix(word, UInt32(byte >= 0x80 ? byte : lower))
    } else if word != 0 {
      previousWord = word
      word = 0
    }
  }

  private mutating func beginLine(_ history: borrowing History) {
    previousLineStart = lineStart
    lineStart = history.end
    column = 0
    line = 0
    namePart = .open
    if head != 0 { previousHead = head }
    head = 0
    fieldPart = 0
    partLength = 0
  }

  private mutating func updateName(_ byte: UInt8) {
    guard namePart == .open else { return }
    switch byte {
    case 0x3A where column > 1:
      namePart = .named
      field = line
    case 0x20, 0x09:
      if column == 1, field != 0 { namePart = .folded } else { leaveName() }
    case 0x2D, 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
      if column > 32 { leaveName() }
    default:
      leaveName()
    }
  }

  private mutating func leaveName() {
    namePart = .none
    field = 0
  }

  private mutating func updatePart(_ byte: UInt8) {
    switch byte {
    case 0x20, 0x09, 0x2C, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x40, 0x22, 0x28, 0x29, 0x2E, 0x2F:
      fieldPart = Self.mix(fieldPart, UInt32(byte))
      partLength = 0
    default:
      partLength += 1
    }
  }

  /// The hash of the last bytes for a match model.
  func hash(ofLast count: Int) -> UInt32 {
    let kept = recent & (UInt64.max &>> UInt64(64 - 8 * count))
    return UInt32(truncatingIfNeeded: (kept &* 0x9E37_79B9_7F4A_7C15) &>> 32)
  }

  /// Writes the hash of every context for the next byte.
  func write(to hashes: inout Table<UInt32>) {
    let low = UInt32(truncatingIfNeeded: recent)
    let high = UInt32(truncatingIfNeeded: recent &>> 32)
    hashes[0] = low & 0xFF
    hashes[1] = low & 0xFFFF
    hashes[2] = low & 0xFF_FFFF
    hashes[3] = low
    hashes[4] = Self.mix(low, high & 0xFF)
    hashes[5] = Self.mix(low, high & 0xFFFF)
    hashes[6] = Self.mix(low, high)
    hashes[7] = Self.mix(word, low & 0xFF)
    hashes[8] = Self.mix(Self.mix(word, previousWord), low & 0xFF)
    hashes[9] = Self.mix(field, UInt32(truncatingIfNeeded: column))
    hashes[10] = Self.mix(field, low & 0xFFFF)
    hashes[11] = Self.mix(UInt32(above) &<< 8 | low & 0xFF, namePart.rawValue)
    hashes[12] = Self.mix(Self.mix(field, fieldPart), min(partLength, 15))
    hashes[13] = low & 0xFFFF00
    hashes[14] = Self.mix(line, previousHead)
    hashes[15] = Self.mix(Self.mix(field, word), low & 0xFF)
    for i in 0..<Self.count { hashes[i] = Self.mix(hashes[i], UInt32(truncatingIfNeeded: i)) }
  }

  @inline(__always) private static func mix(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let sum = (a &+ 0x9E37_79B9) &* 0x85EB_CA6B ^ (b &+ 0x7F4A_7C15) &* 0xC2B2_AE35
    return sum ^ sum &>> 15
  }
}
