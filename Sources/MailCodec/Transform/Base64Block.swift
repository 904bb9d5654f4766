// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Lines of base64 as bytes, with what it takes to write the very same lines again.
package struct Base64Block: Equatable, Sendable {
  /// The longest line, in quads of four digits.
  static let quadsLimit = 250

  /// Quads on each line but the last.
  package var quadsPerLine: Int
  /// What the digits stand for.
  package var bytes: ArraySlice<UInt8>

  /// A block with lines of a given number of quads, 1 to 250.
  init(quadsPerLine: Int, bytes: ArraySlice<UInt8>) {
    self.quadsPerLine = quadsPerLine
    self.bytes = bytes
  }

  /// A block with lines of a given number of quads, 1 to 250.
  package init(quadsPerLine: Int, bytes: [UInt8]) {
    self.init(quadsPerLine: quadsPerLine, bytes: bytes[...])
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
    for start in lineStarts { text += line(at: start, lineEnd: lineEnd) }
  }

  /// Where the bytes of each line begin.
  var lineStarts: StrideTo<Int> { stride(from: 0, to: bytes.count, by: bytesPerLine) }

  /// The line of the bytes from `start` on, with the line end before it.
  func line(at start: Int, lineEnd: [UInt8]) -> [UInt8] {
    let digits = Base64.encoded(bytes.dropFirst(start).prefix(bytesPerLine))
    return start > 0 ? lineEnd + digits : digits
  }

  /// Whether a text is just these lines.
  func isWritten(as text: ArraySlice<UInt8>, lineEnd: [UInt8]) -> Bool {
    var rest = text
    for start in lineStarts {
      let line = line(at: start, lineEnd: lineEnd)
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
    var quadsPerLine: Int
    var bytes: [UInt8]
    var end: Int
  }

  /// Lines of the same width, but the last may be shorter.
  private struct Lines {
    let first: Range<Int>
    /// From the start of a line to that of the next.
    let stride: Int
    var count: Int
    var last: Range<Int>

    func range(_ index: Int) -> Range<Int> {
      let start = first.lowerBound + index * stride
      return index == count - 1 ? last : start..<start + first.count
    }

    /// The same without the last line; nil when it is the only one.
    var shortened: Lines? {
      guard count > 1 else { return nil }
      var shorter = self
      shorter.count = count - 1
      let start = first.lowerBound + (count - 2) * stride
      shorter.last = start..<start + first.count
      return shorter
    }
  }

  /// How many digits the line at a place holds when it may be the first of a block.
  func width(at start: Int) -> Int? { line(at: start, limit: Base64Block.quadsLimit * 4)?.count }

  /// The longest block at a place that comes out the same when written again, if any.
  ///
  /// A block of one line takes its width from `usualQuads` where it fits that.
  func block(at start: Int, usualQuads: Int) -> Found? {
    guard let lines = lines(at: start) else { return nil }
    var quads = lines.first.count / 4
    if lines.count == 1, quads <= usualQuads { quads = usualQuads }
    for lines in [lines, lines.shortened].compactMap(\.self) {
      let bytes = decoded(lines)
      let block = Base64Block(quadsPerLine: quads, bytes: bytes)
      let end = lines.last.upperBound
      if block.isWritten(as: mail[start..<end], lineEnd: lineEnd) {
        return Found(quadsPerLine: quads, bytes: bytes, end: end)
      }
    }
    return nil
  }

  private func decoded(_ lines: Lines) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lines.count * lines.first.count / 4 * 3)
    for index in 0..<lines.count { Base64.decode(mail[lines.range(index)], into: &bytes) }
    return bytes
  }

  private func lines(at start: Int) -> Lines? {
    guard let first = line(at: start, limit: Base64Block.quadsLimit * 4) else { return nil }
    var lines = Lines(
      first: first, stride: first.count + lineEnd.count, count: 1, last: first)
    while lines.last.count == first.count, mail[lines.last.upperBound - 1] != Base64.padding,
      let next = line(at: lines.last.upperBound + lineEnd.count, limit: first.count)
    {
      lines.count += 1
      lines.last = next
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
