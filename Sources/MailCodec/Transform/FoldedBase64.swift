// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Base64 in the value of a header field, folded into lines (RFC 5322 §2.2.3) or not: keys,
/// signatures, tokens of relays.
///
/// In the text stream:
///
/// | bytes | content |
/// |---|---|
/// | 1 | ``Base64/Alphabet`` in the upper half, length of the fold in the lower one |
/// | … | where there is a fold: digits on the first line, digits on the others (LEB128), the fold |
/// | … | ``BlockContent`` and content |
package struct FoldedBase64: Equatable, Sendable {
  /// How the digits lie on lines.
  package struct Fold: Equatable, Sendable {
    /// Digits on the first line.
    package var firstWidth: Int
    /// Digits on each other line but the last.
    package var width: Int
    /// The white space that begins the other lines, 1 to 15 bytes.
    package var space: [UInt8]

    /// A fold of known parts.
    package init(firstWidth: Int, width: Int, space: [UInt8]) {
      self.firstWidth = firstWidth
      self.width = width
      self.space = space
    }
  }

  /// What the digits are.
  package var alphabet: Base64.Alphabet
  /// How they are folded; nil when they stand on one line.
  package var fold: Fold?
  /// What they stand for.
  package var bytes: [UInt8]

  static let widthLimit = 1000
  static let spaceLimit = 15
  /// Fewer digits than this are left as they are.
  static let leastDigits = 32
  fileprivate static let mostDigits = 1 << 16

  /// A block of known parts.
  package init(alphabet: Base64.Alphabet = .standard, fold: Fold?, bytes: [UInt8]) {
    self.alphabet = alphabet
    self.fold = fold
    self.bytes = bytes
  }

  /// Whether the first byte is that of an OpenPGP packet.
  var mayBePackets: Bool { (bytes.first ?? 0) & 0x80 != 0 }

  /// How many bytes ``text(lineEnd:)`` gives.
  func textCount(lineEnd: [UInt8]) -> Int {
    let digits = (bytes.count + 2) / 3 * 4
    guard let fold, digits > fold.firstWidth else { return digits }
    let width = max(1, fold.width)
    let lines = (digits - fold.firstWidth + width - 1) / width
    return digits + lines * (lineEnd.count + fold.space.count)
  }

  /// The digits with folds between them.
  package func text(lineEnd: [UInt8]) -> [UInt8] {
    let digits = Base64.encoded(bytes[...], in: alphabet)
    guard let fold else { return digits }
    var end = min(fold.firstWidth, digits.count)
    var text = Array(digits[..<end])
    while end < digits.count {
      let next = min(end + max(1, fold.width), digits.count)
      text += lineEnd + fold.space + digits[end..<next]
      end = next
    }
    return text
  }

  /// The block that begins at a place and where it ends; and how far was looked in vain.
  static func find(
    _ mail: [UInt8], at start: Int, lineEnd: [UInt8], alphabet: Base64.Alphabet
  ) -> (found: (FoldedBase64, end: Int)?, seen: Int) {
    var scanner = FoldScanner(mail, at: start, lineEnd: lineEnd, alphabet: alphabet)
    while scanner.digits.count < mostDigits, scanner.readLine() {}
    scanner.dropPartialQuad()
    let digits = scanner.digits
    guard digits.count >= leastDigits, digits.count % 4 == 0,
      scanner.fold?.firstWidth ?? 0 <= widthLimit
    else {
      return (nil, scanner.seen)
    }
    var block = FoldedBase64(alphabet: alphabet, fold: scanner.fold, bytes: [])
    Base64.decode(digits[...], in: alphabet, into: &block.bytes)
    let text = block.text(lineEnd: lineEnd)
    let end = start + text.count
    guard end <= mail.count, mail[start..<end].elementsEqual(text) else {
      return (nil, scanner.seen)
    }
    return ((block, end), scanner.seen)
  }
}

/// Gathers digits line by line.
private struct FoldScanner {
  private let mail: [UInt8]
  private let lineEnd: [UInt8]
  private let alphabet: Base64.Alphabet
  private(set) var digits: [UInt8] = []
  /// How far was read.
  private(set) var seen: Int
  private var firstWidth = 0
  private var width = 0
  private var space: ArraySlice<UInt8> = []
  private var lines = 0

  init(_ mail: [UInt8], at start: Int, lineEnd: [UInt8], alphabet: Base64.Alphabet) {
    self.mail = mail
    self.lineEnd = lineEnd
    self.alphabet = alphabet
    seen = start
  }

  /// How the digits are folded.
  var fold: FoldedBase64.Fold? {
    digits.count <= firstWidth
      ? nil : FoldedBase64.Fold(firstWidth: firstWidth, width: width, space: Array(space))
  }

  /// Reads a line; false when it was the last one.
  mutating func readLine() -> Bool {
    let line = mail[seen...].prefix(FoldedBase64.widthLimit + 1).prefix { alphabet.isDigit($0) }
    let pads = mail[line.endIndex...].prefix(2).prefix { $0 == alphabet.padding }
    let end = pads.endIndex
    if lines > 1, end - seen > width { return false }
    digits += line + pads
    if lines == 0 { firstWidth = line.count + pads.count }
    if lines == 1 { width = max(1, line.count) }
    lines += 1
    seen = end
    guard pads.isEmpty, lines < 3 || line.count == width, line.count > 0 || lines == 1 else {
      return false
    }
    return readFold()
  }

  /// Reads the white space before the next line; false when it is another than before.
  private mutating func readFold() -> Bool {
    let next = seen + lineEnd.count
    guard next < mail.count, mail[seen..<next] == lineEnd[...] else { return false }
    let found = mail[next...].prefix(FoldedBase64.spaceLimit).prefix { $0 == 0x20 || $0 == 0x09 }
    guard !found.isEmpty, found.endIndex < mail.count, alphabet.isDigit(mail[found.endIndex]),
      lines == 1 || found == space
    else { return false }
    space = found
    seen = found.endIndex
    return true
  }

  mutating func dropPartialQuad() {
    if digits.last != alphabet.padding { digits.removeLast(digits.count % 4) }
  }
}
