// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Base64 in the value of a header field, folded into lines (RFC 5322 §2.2.3) or not: keys,
/// signatures, tokens of relays.
package struct FoldedBase64: Equatable, Sendable {
  /// Digits on the first line.
  package var firstWidth: Int
  /// Digits on each other line but the last.
  package var width: Int
  /// The space or tab that begins the other lines.
  package var fold: UInt8
  /// What the digits stand for.
  package var bytes: [UInt8]

  static let widthLimit = 1000
  /// Fewer digits than this are left as they are.
  static let leastDigits = 32
  private static let mostDigits = 1 << 16

  /// A block of known parts.
  package init(firstWidth: Int, width: Int, fold: UInt8, bytes: [UInt8]) {
    self.firstWidth = firstWidth
    self.width = width
    self.fold = fold
    self.bytes = bytes
  }

  /// The digits with folds between them.
  package func text(lineEnd: [UInt8]) -> [UInt8] {
    let digits = Base64.encoded(bytes[...])
    var text: [UInt8] = []
    var end = min(firstWidth, digits.count)
    text += digits[..<end]
    while end < digits.count {
      let next = min(end + max(1, width), digits.count)
      text += lineEnd + [fold] + digits[end..<next]
      end = next
    }
    return text
  }

  /// The block that begins at a place and where it ends; and how far was looked in vain.
  static func find(
    _ mail: [UInt8], at start: Int, lineEnd: [UInt8]
  ) -> (found: (FoldedBase64, end: Int)?, seen: Int) {
    var scanner = FoldScanner(mail, at: start, lineEnd: lineEnd)
    while scanner.digits.count < mostDigits, scanner.readLine() {}
    scanner.dropPartialQuad()
    let digits = scanner.digits
    guard digits.count >= leastDigits, digits.count % 4 == 0, scanner.firstWidth <= widthLimit
    else {
      return (nil, scanner.seen)
    }
    var block = FoldedBase64(
      firstWidth: scanner.firstWidth, width: scanner.width, fold: scanner.fold, bytes: [])
    Base64.decode(digits[...], into: &block.bytes)
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
  private(set) var digits: [UInt8] = []
  private(set) var firstWidth = 0
  private(set) var width = 0
  private(set) var fold: UInt8 = 0x20
  /// How far was read.
  private(set) var seen: Int
  private var lines = 0

  init(_ mail: [UInt8], at start: Int, lineEnd: [UInt8]) {
    self.mail = mail
    self.lineEnd = lineEnd
    seen = start
  }

  /// Reads a line; false when it was the last one.
  mutating func readLine() -> Bool {
    let line = mail[seen...].prefix(FoldedBase64.widthLimit + 1).prefix { Base64.isDigit($0) }
    let pads = mail[line.endIndex...].prefix(2).prefix { $0 == Base64.padding }
    let end = pads.endIndex
    if lines > 1, end - seen > width { return false }
    digits += line + pads
    if lines == 0 { firstWidth = line.count }
    if lines == 1 { width = line.count }
    lines += 1
    seen = end
    guard pads.isEmpty, lines < 3 || line.count == width, line.count > 0 || lines == 1 else {
      return false
    }
    let next = end + lineEnd.count
    guard next + 1 < mail.count, mail[end..<next] == lineEnd[...], Base64.isDigit(mail[next + 1]),
      lines == 1 ? mail[next] == 0x20 || mail[next] == 0x09 : mail[next] == fold
    else { return false }
    fold = mail[next]
    seen = next + 1
    return true
  }

  mutating func dropPartialQuad() {
    if digits.last != Base64.padding { digits.removeLast(digits.count % 4) }
    if width == 0 { width = 1 }
    firstWidth = min(firstWidth, digits.count)
  }
}
