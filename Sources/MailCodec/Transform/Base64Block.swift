// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Lines of base64 as bytes, with what it takes to write the very same lines again.
package struct Base64Block: Equatable, Sendable {
  /// The longest line, in quads of four digits.
  static let quadsLimit = 250

  /// Quads on each line but the last.
  package var quadsPerLine: Int
  /// What the digits stand for.
  package var bytes: [UInt8]

  /// A block with lines of a given number of quads, 1 to 250.
  package init(quadsPerLine: Int, bytes: [UInt8]) {
    self.quadsPerLine = quadsPerLine
    self.bytes = bytes
  }

  /// The digits with line ends between them, none behind the last line.
  package func lines(lineEnd: [UInt8]) -> [UInt8] {
    var lines: [UInt8] = []
    lines.reserveCapacity(textCount(lineEnd: lineEnd))
    append(to: &lines, lineEnd: lineEnd)
    return lines
  }

  /// How many bytes the lines take.
  func textCount(lineEnd: [UInt8]) -> Int {
    let digits = (bytes.count + 2) / 3 * 4
    return digits + max(0, digits - 1) / (bytesPerLine / 3 * 4) * lineEnd.count
  }

  /// Appends the lines, one after the other: a large block is not there twice.
  func append(to text: inout [UInt8], lineEnd: [UInt8]) {
    for start in stride(from: 0, to: bytes.count, by: bytesPerLine) {
      if start > 0 { text += lineEnd }
      text += Base64.encoded(bytes[start..<min(start + bytesPerLine, bytes.count)])
    }
  }

  /// Whether a text is just these lines.
  func isWritten(as text: ArraySlice<UInt8>, lineEnd: [UInt8]) -> Bool {
    var rest = text
    for start in stride(from: 0, to: bytes.count, by: bytesPerLine) {
      let end = start > 0 ? lineEnd : []
      let line = end + Base64.encoded(bytes[start..<min(start + bytesPerLine, bytes.count)])
      guard rest.starts(with: line) else { return false }
      rest = rest.dropFirst(line.count)
    }
    return rest.isEmpty
  }

  private var bytesPerLine: Int { max(1, quadsPerLine) * 3 }
}

/// Finds the lines of base64 that begin at a place.
struct Base64Scanner {
  private let mail: [UInt8]
  private let lineEnd: [UInt8]
  private let end: Int

  /// Looks no further than `end`.
  init(_ mail: [UInt8], lineEnd: [UInt8], end: Int) {
    self.mail = mail
    self.lineEnd = lineEnd
    self.end = end
  }

  /// A block and where its last line ends.
  struct Found {
    var block: Base64Block
    var end: Int
  }

  /// How many digits the line at a place holds when it may be the first of a block.
  func width(at start: Int) -> Int? { line(at: start, limit: Base64Block.quadsLimit * 4)?.count }

  /// The longest block at a place that comes out the same when written again, if any.
  ///
  /// A block of one line takes its width from `usualQuads` where it fits that.
  func block(at start: Int, usualQuads: Int) -> Found? {
    let lines = lines(at: start)
    guard let first = lines.first else { return nil }
    var quads = first.count / 4
    if lines.count == 1, quads <= usualQuads { quads = usualQuads }
    for dropped in 0..<min(2, lines.count) {
      let kept = lines.dropLast(dropped)
      var block = Base64Block(quadsPerLine: quads, bytes: [])
      block.bytes.reserveCapacity(kept.reduce(0) { $0 + $1.count } / 4 * 3)
      for line in kept { Base64.decode(mail[line], into: &block.bytes) }
      let end = kept.last?.upperBound ?? start
      if block.isWritten(as: mail[start..<end], lineEnd: lineEnd) {
        return Found(block: block, end: end)
      }
    }
    return nil
  }

  private func lines(at start: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var position = start
    var width = Base64Block.quadsLimit * 4
    while let line = line(at: position, limit: width) {
      if lines.isEmpty { width = line.count }
      lines.append(line)
      position = line.upperBound + lineEnd.count
      if line.count < width || mail[line.upperBound - 1] == Base64.padding { break }
    }
    return lines
  }

  /// A line of whole quads and at most `limit` digits that ends with a line end or the mail.
  private func line(at start: Int, limit: Int) -> Range<Int>? {
    var position = start
    while position < end, position - start <= limit, Base64.isDigit(mail[position]) {
      position += 1
    }
    var pads = 0
    while position < end, pads < 2, mail[position] == Base64.padding {
      position += 1
      pads += 1
    }
    let count = position - start
    guard count > 0, count <= limit, count % 4 == 0, pads < count else { return nil }
    let isAtLineEnd =
      position == end || mail[position..<min(position + lineEnd.count, end)] == lineEnd[...]
    return isAtLineEnd ? start..<position : nil
  }
}
