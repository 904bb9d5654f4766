// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Cuts a TOML text into statements, byte by byte: knows strings, comments and brackets, and
/// nothing of meaning.
struct TOMLScanner {
  /// One statement as it stands in the text.
  struct Found {
    var kind: TOMLOutline.Statement.Kind
    var key: [String]
    var line: Int
    var bytes: Range<Int>
  }

  /// The first thing no TOML text has.
  private(set) var flaw: TOMLOutline.Flaw?
  private let text: [UInt8]
  private var position = 0
  private var line = 1

  init(_ text: [UInt8]) {
    self.text = text
  }

  /// The next statement, or `nil` at the end of the text.
  mutating func nextStatement() -> Found? {
    skipBlank()
    guard position < text.count else { return nil }
    let firstLine = line
    let start = lineStart(before: position)
    let kind: TOMLOutline.Statement.Kind
    let key: [String]
    if take("[") {
      kind = take("[") ? .arrayElement : .table
      noteMalformedHeader()
      key = scanKey(until: UInt8(ascii: "]"))
      skipLine()
    } else {
      kind = .assignment
      key = scanKey(until: UInt8(ascii: "="))
      skipValue()
    }
    return Found(kind: kind, key: key, line: firstLine, bytes: start..<position)
  }

  // MARK: Steps

  private mutating func note(_ message: String) {
    flaw = flaw ?? TOMLOutline.Flaw(byte: position, message: message)
  }

  private mutating func noteMalformedHeader() {
    while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { position += 1 }
    guard let current else { return }
    switch current {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "\""), UInt8(ascii: "'"):
      return
    default:
      note("a table's name must follow the '['")
    }
  }

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private mutating func advance() {
    if current == UInt8(ascii: "\n") { line += 1 }
    position += 1
  }

  private mutating func take(_ wanted: String) -> Bool {
    guard text[position...].starts(with: wanted.utf8) else { return false }
    position += wanted.utf8.count
    return true
  }

  private func lineStart(before position: Int) -> Int {
    var start = position
    while start > 0, text[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return start
  }

  private mutating func skipBlank() {
    while let byte = current {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): advance()
      case 0xEF where position == 0: position = min(3, text.count)
      case UInt8(ascii: "#"): skipLine()
      default: return
      }
    }
  }

  /// Skips to the begin of the next line.
  private mutating func skipLine() {
    while let byte = current {
      advance()
      if byte == UInt8(ascii: "\n") { return }
    }
  }

  /// Reads a dotted key and the byte that ends it.
  private mutating func scanKey(until end: UInt8) -> [String] {
    var parts: [String] = []
    var bare: [UInt8] = []
    func flushed() -> [String] {
      bare.isEmpty ? [] : [String(decoding: bare, as: UTF8.self)]
    }
    while let byte = current, byte != UInt8(ascii: "\n") {
      switch byte {
      case end:
        position += 1
        return parts + flushed()
      case UInt8(ascii: "."):
        parts += flushed()
        bare = []
        position += 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let start = position + 1
        skipString()
        bare += text[min(start, position)..<max(min(start, position), position - 1)]
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        position += 1
      default:
        if !(0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\r") {
          note("this character may stand in strings and comments only")
        }
        bare.append(byte)
        position += 1
      }
    }
    return parts + flushed()
  }

  /// Skips a value with all lines it takes, and the rest of its last line.
  private mutating func skipValue() {
    var closers: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        skipString()
        continue
      case UInt8(ascii: "["): closers.append(UInt8(ascii: "]"))
      case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if closers.popLast() != byte { note("this bracket closes nothing") }
      case 0...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F...0xFF:
        note("this character may stand in strings and comments only")
      case UInt8(ascii: "#"):
        skipLine()
        if closers.isEmpty { return }
        continue
      case UInt8(ascii: "\n") where closers.isEmpty:
        advance()
        return
      default: break
      }
      advance()
    }
  }

  /// Skips one string of any of TOML's four kinds.
  private mutating func skipString() {
    let quote = text[position]
    let triple = [quote, quote, quote]
    let isLong = text[position...].starts(with: triple)
    let escapes = quote == UInt8(ascii: "\"")
    position += isLong ? 3 : 1
    while let byte = current {
      if escapes, byte == UInt8(ascii: "\\") {
        advance()
        if position < text.count { advance() }
        continue
      }
      if isLong, text[position...].starts(with: triple) {
        position += 3
        while current == quote { position += 1 }
        return
      }
      if !isLong, byte == quote || byte == UInt8(ascii: "\n") {
        if byte == quote { position += 1 }
        return
      }
      advance()
    }
  }
}
