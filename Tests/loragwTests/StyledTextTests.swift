// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Testing
import loragw

@Suite struct StyledTextTests {
  @Test func `a shortened text ends with an ellipsis and keeps its marks`() {
    let text = StyledText("good", .good) + " and more"
    let short = text.shortened(to: 7)
    #expect(short.plain == "good a…")
    #expect(short.spans.first?.mark == .good)
    #expect(text.shortened(to: 13) == text)
    #expect(text.shortened(to: 0).plain.isEmpty)
  }

  @Test func `wide characters count two columns and are not split`() {
    let text: StyledText = "村村村"
    #expect(text.columns == 6)
    #expect(text.shortened(to: 4).plain == "村…")
    #expect(text.shortened(to: 5).plain == "村村…")
    #expect(("e\u{301}" as StyledText).columns == 1)
  }

  @Test func `a long text is broken between words, the rest indented`() {
    let lines = ("radio     one two three four" as StyledText).wrapped(to: 19, indent: 10)
    #expect(lines.map(\.plain) == ["radio     one two", "          three", "          four"])
  }

  @Test func `a word longer than the width is broken where it must`() {
    let lines = StyledText("to        " + String(repeating: "x", count: 50))
      .wrapped(to: 30, indent: 10)
    #expect(lines.allSatisfy { $0.columns <= 30 })
    #expect(lines.map(\.plain).joined().count { $0 == "x" } == 50)
  }

  @Test func `nothing is lost in wrapping, whatever the width`() {
    let text = "one two  three four-five six seven eight nine ten"
    for width in 1...60 {
      let lines = StyledText(text).wrapped(to: width, indent: 4)
      let letters = lines.map(\.plain).joined().filter { $0 != " " }
      #expect(letters == text.filter { $0 != " " })
    }
  }

  @Test func `control characters become question marks`() {
    #expect(StyledText("a\u{1B}\u{9B}\u{7F}\u{200F}b").plain == "a????b")
  }
}
