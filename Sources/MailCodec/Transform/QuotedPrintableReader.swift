// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Undoes bodies in quoted-printable, and marks how to make them again.
struct QuotedPrintableReader {
  private let mail: [UInt8]
  private var output: [UInt8] = []
  private var isUsed = false
  /// Delimiters of the parts so far, without the hyphens before them.
  private var boundaries: Set<ArraySlice<UInt8>> = []

  private init(_ mail: [UInt8]) { self.mail = mail }

  /// The mail with such bodies undone; nil when there is none.
  static func undone(_ mail: [UInt8]) -> [UInt8]? {
    guard contains(mail, word) else { return nil }
    var reader = QuotedPrintableReader(mail)
    reader.run()
    return reader.isUsed ? reader.output : nil
  }

  private mutating func run() {
    var position = 0
    var isQuoted = false
    while position < mail.count {
      let end = endOfLine(position)
      let line = mail[position..<end]
      position = end
      output += line
      readBoundary(line)
      if line.first == 0x0D || line.first == 0x0A {
        if isQuoted { position = undoBody(at: position) }
        isQuoted = false
      } else if Self.isField(line) {
        isQuoted = Self.contains(Self.lower(line), Self.word)
      }
    }
  }

  private func endOfLine(_ start: Int) -> Int {
    (mail[start...].firstIndex(of: 0x0A) ?? mail.count - 1) + 1
  }

  // MARK: - The header

  private static let field = Array("content-transfer-encoding:".utf8)
  private static let word = Array("uoted-".utf8)
  private static let parameter = Array("boundary=".utf8)
  private static let longestBoundary = 100

  private static func lower(_ line: ArraySlice<UInt8>) -> [UInt8] {
    line.prefix(200).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func isField(_ line: ArraySlice<UInt8>) -> Bool {
    (line.first ?? 0) | 0x20 == field[0] && lower(line.prefix(field.count)) == field
  }

  private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
    text.indices.contains { text[$0] == word[0] && text[$0...].starts(with: word) }
  }

  private mutating func readBoundary(_ line: ArraySlice<UInt8>) {
    let lower = Self.lower(line)
    guard
      let place = lower.indices.first(where: {
        lower[$0] == Self.parameter[0] && lower[$0...].starts(with: Self.parameter)
      })
    else { return }
    let value = line.dropFirst(place + Self.parameter.count)
    let name =
      value.first == 0x22
      ? value.dropFirst().prefix { $0 != 0x22 } : value.prefix { $0 > 0x20 && $0 != 0x3B }
    if !name.isEmpty, name.count <= Self.longestBoundary { boundaries.insert(name) }
  }

  private func isDelimiter(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.starts(with: [0x2D, 0x2D]) else { return false }
    var name = line.dropFirst(2)
    while let last = name.last, last <= 0x20 { name.removeLast() }
    if boundaries.contains(name) { return true }
    return name.suffix(2).elementsEqual([0x2D, 0x2D]) && boundaries.contains(name.dropLast(2))
  }

  // MARK: - The body

  /// Takes the body that begins at a place, undone if it can be made again, and gives the place
  /// behind.
  private mutating func undoBody(at start: Int) -> Int {
    var end = start
    while end < mail.count {
      let next = endOfLine(end)
      if isDelimiter(mail[end..<next]) { break }
      end = next
    }
    guard let body = QuotedPrintableBody(mail[start..<end]) else {
      output += mail[start..<end]
      return end
    }
    let marked = body.marked(goesOn: end < mail.count)
    output += marked
    isUsed = true
    return end
  }
}
