// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One line of text of which parts are marked.
///
/// Nothing in it moves the cursor: control and format characters become question marks.
package struct StyledText: Sendable, Equatable, ExpressibleByStringLiteral,
  ExpressibleByStringInterpolation
{
  /// A part with one mark.
  package struct Span: Sendable, Equatable {
    package var text: String
    package var mark: TextMark?
  }

  /// The parts, in their order.
  package private(set) var spans: [Span]

  /// A text with one mark.
  package init(_ text: String, _ mark: TextMark? = nil) {
    spans = [Span(text: Self.harmless(text), mark: mark)]
  }

  /// A text without marks.
  package init(stringLiteral text: String) { self.init(text) }

  private init(spans: [Span]) { self.spans = spans }

  /// The text without marks.
  package var plain: String { spans.map(\.text).joined() }

  /// How many columns of a terminal it takes.
  package var columns: Int { spans.reduce(0) { $0 + $1.text.columns } }

  /// One behind the other.
  package static func + (left: StyledText, right: StyledText) -> StyledText {
    StyledText(spans: left.spans + right.spans)
  }

  /// The same in so many columns at most, with `…` for what is left out.
  package func shortened(to limit: Int) -> StyledText {
    guard columns > limit else { return self }
    guard limit > 0 else { return "" }
    return first(limit - 1).text + "…"
  }

  /// Filled up with blanks to so many columns.
  func filled(to width: Int, numbersRight: Bool = false) -> StyledText {
    let blanks = StyledText(String(repeating: " ", count: max(0, width - columns)))
    return numbersRight ? blanks + self : self + blanks
  }

  /// The same in lines of so many columns at most, broken between words; all but the first begin
  /// with blanks.
  package func wrapped(to width: Int, indent: Int = 0) -> [StyledText] {
    let least = max(width, indent + 8)
    let blanks = StyledText(String(repeating: " ", count: indent))
    var lines: [StyledText] = []
    var rest = self
    while rest.columns > least {
      let (line, next) = rest.broken(at: least, after: lines.isEmpty ? 0 : indent)
      lines.append(line)
      rest = blanks + next
    }
    return lines + [rest]
  }

  /// What fits in so many columns, and how many characters that is.
  private func first(_ limit: Int) -> (text: StyledText, count: Int) {
    var (left, count) = (limit, 0)
    var taken: [Span] = []
    for span in spans {
      var text = ""
      for character in span.text {
        guard character.columns <= left else {
          return (StyledText(spans: taken + [Span(text: text, mark: span.mark)]), count)
        }
        left -= character.columns
        count += 1
        text.append(character)
      }
      taken.append(Span(text: text, mark: span.mark))
    }
    return (StyledText(spans: taken), count)
  }

  /// Breaks at the last blank behind so many characters; where there is none, at the width.
  private func broken(at width: Int, after indent: Int) -> (StyledText, StyledText) {
    let characters = Array(plain)
    let fitting = first(width).count
    let blank = characters[..<min(fitting + 1, characters.count)].lastIndex(of: " ")
    guard let blank, characters[..<blank].contains(where: { $0 != " " }), blank > indent else {
      return (prefix(fitting), dropping(fitting))
    }
    return (prefix(blank), dropping(blank + 1))
  }

  private func prefix(_ count: Int) -> StyledText {
    var left = count
    return StyledText(
      spans: spans.map { span in
        defer { left = max(0, left - span.text.count) }
        return Span(text: String(span.text.prefix(left)), mark: span.mark)
      })
  }

  private func dropping(_ count: Int) -> StyledText {
    var left = count
    return StyledText(
      spans: spans.map { span in
        defer { left = max(0, left - span.text.count) }
        return Span(text: String(span.text.dropFirst(left)), mark: span.mark)
      })
  }

  private static func harmless(_ text: String) -> String {
    guard text.utf8.contains(where: { !(0x20..<0x7F).contains($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
        result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
