// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Makes bodies in quoted-printable of a marked mail again.
struct QuotedPrintableWriter {
  private let marked: [UInt8]
  private let limit: Int
  private var position = 0
  private var output: [UInt8] = []
  /// The rule of the body that is being written; nil outside.
  private var rule: QuotedPrintableRule?
  /// Characters on the line so far.
  private var column = 0
  private var mayBreak = true
  private var isUnusual = false

  private init(_ marked: [UInt8], limit: Int) {
    self.marked = marked
    self.limit = limit
    output.reserveCapacity(marked.count)
  }

  /// The mail before bodies were undone; takes any bytes.
  ///
  /// - Throws: ``MailCodecError/malformed`` when marks say what no packer says or the mail would
  ///   be larger than the limit.
  static func redone(_ marked: [UInt8], limit: Int) throws(MailCodecError) -> [UInt8] {
    var writer = QuotedPrintableWriter(marked, limit: limit)
    while writer.position < marked.count { try writer.step() }
    return writer.output
  }

  private mutating func step() throws(MailCodecError) {
    let byte = marked[position]
    position += 1
    guard let rule else {
      if byte == MailMark.quoted { try begin() } else { try write([byte]) }
      return
    }
    switch byte {
    case MailMark.unquoted: self.rule = nil
    case MailMark.lineBreak: try breakLine()
    case MailMark.noLineBreak: mayBreak = false
    case MailMark.unusual where !isUnusual: isUnusual = true
    case 0x0D where !isUnusual && position < marked.count && marked[position] == 0x0A:
      position += 1
      column = 0
      mayBreak = true
      try write([0x0D, 0x0A])
    default: try write(byte, rule)
    }
  }

  private mutating func begin() throws(MailCodecError) {
    guard position < marked.count, let rule = QuotedPrintableRule(code: marked[position]) else {
      throw .malformed
    }
    position += 1
    self.rule = rule
    column = 0
    mayBreak = true
    isUnusual = false
  }

  private mutating func write(_ byte: UInt8, _ rule: QuotedPrintableRule) throws(MailCodecError) {
    let isLast = QuotedPrintableWriter.isLast(marked, position)
    let isLineEnd = byte == 0x0D || byte == 0x0A
    let isEncoded = isLineEnd || QuotedPrintableRule.isEncoded(byte, isLast: isLast) != isUnusual
    let text = isEncoded ? QuotedPrintableRule.encoded(byte) : [byte]
    if mayBreak, rule.breaks(column: column, before: text.count, isLast: isLast) {
      try breakLine()
    }
    try write(text)
    column += text.count
    mayBreak = true
    isUnusual = false
  }

  /// Whether a line of the text ends at a place of a marked mail.
  static func isLast(_ marked: [UInt8], _ position: Int) -> Bool {
    guard position < marked.count else { return true }
    if marked[position] == MailMark.unquoted { return true }
    return marked[position] == 0x0D && position + 1 < marked.count && marked[position + 1] == 0x0A
  }

  private mutating func breakLine() throws(MailCodecError) {
    try write([0x3D, 0x0D, 0x0A])
    column = 0
    mayBreak = true
  }

  private mutating func write(_ bytes: [UInt8]) throws(MailCodecError) {
    guard output.count + bytes.count <= limit else { throw .malformed }
    output += bytes
  }
}
