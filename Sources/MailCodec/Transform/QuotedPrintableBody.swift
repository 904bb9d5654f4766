// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A body in quoted-printable, byte by byte.
struct QuotedPrintableBody {
  private enum Item {
    case byte(UInt8, isEncoded: Bool)
    case softBreak
    case lineEnd
  }

  private var items: [Item] = []

  /// Reads a body; nil when it holds what no encoder writes, or what would be taken for a mark.
  init?(_ text: ArraySlice<UInt8>) {
    items.reserveCapacity(text.count)
    var position = text.startIndex
    while position < text.endIndex {
      guard let (item, count) = Self.item(text[position...]) else { return nil }
      items.append(item)
      position += count
    }
  }

  private static func item(_ text: ArraySlice<UInt8>) -> (Item, Int)? {
    let start = text.startIndex
    let byte = text[start]
    if byte == 0x0D || byte == 0x0A {
      return text.starts(with: [0x0D, 0x0A]) ? (.lineEnd, 2) : nil
    }
    guard byte == 0x3D else {
      return MailMark.isMark(byte) ? nil : (.byte(byte, isEncoded: false), 1)
    }
    guard text.count >= 3 else { return nil }
    if text[start + 1] == 0x0D { return text[start + 2] == 0x0A ? (.softBreak, 3) : nil }
    guard let decoded = QuotedPrintableRule.decoded(text[start + 1], text[start + 2]),
      !MailMark.isMark(decoded)
    else { return nil }
    return (.byte(decoded, isEncoded: true), 3)
  }

  /// The body with marks by the rule that needs the fewest; `goesOn` when something stands behind.
  func marked(goesOn: Bool) -> [UInt8] {
    let shortest = rules.map { marked($0, goesOn: goesOn) }.min { $0.count < $1.count }
    return shortest ?? []
  }

  /// The rules worth a try: the usual ones, those by the longest line and none.
  private var rules: [QuotedPrintableRule] {
    var longest = 0
    var column = 0
    for item in items {
      switch item {
      case .byte(_, let isEncoded): column += isEncoded ? 3 : 1
      case .lineEnd: column = 0
      case .softBreak:
        longest = max(longest, column)
        column = 0
      }
    }
    let limits = [QuotedPrintableRule.usual, longest, QuotedPrintableRule.none].filter {
      QuotedPrintableRule.limits.contains($0)
    }
    return Set(limits).sorted().reversed().flatMap { limit in
      [true, false].map { QuotedPrintableRule(limit: limit, lastMayFill: $0) }
    }
  }

  private func marked(_ rule: QuotedPrintableRule, goesOn: Bool) -> [UInt8] {
    var marked = [MailMark.quoted, rule.code]
    var column = 0
    var isBroken = false
    let end = goesOn && endsLine ? items.count - 1 : items.count
    for (index, item) in items.prefix(end).enumerated() {
      switch item {
      case .lineEnd:
        if isBroken { marked.append(MailMark.lineBreak) }
        marked += [0x0D, 0x0A]
        (column, isBroken) = (0, false)
      case .softBreak:
        if isBroken { marked.append(MailMark.lineBreak) }
        isBroken = true
      case .byte(let byte, let isEncoded):
        let count = isEncoded ? 3 : 1
        let isLast = isLast(index)
        if rule.breaks(column: column, before: count, isLast: isLast) != isBroken {
          marked.append(isBroken ? MailMark.lineBreak : MailMark.noLineBreak)
        }
        if isBroken { column = 0 }
        isBroken = false
        let isUsual = QuotedPrintableRule.isEncoded(byte, isLast: isLast) == isEncoded
        let isLineEnd = byte == 0x0D || byte == 0x0A
        if !isUsual || isLineEnd { marked.append(MailMark.unusual) }
        marked.append(byte)
        column += count
      }
    }
    if isBroken { marked.append(MailMark.lineBreak) }
    return goesOn ? marked + [MailMark.unquoted] + (endsLine ? [0x0D, 0x0A] : []) : marked
  }

  private var endsLine: Bool {
    if case .lineEnd = items.last { true } else { false }
  }

  /// Whether a line of the text ends behind an item.
  private func isLast(_ index: Int) -> Bool {
    guard index + 1 < items.count else { return true }
    if case .lineEnd = items[index + 1] { return true }
    return false
  }
}
