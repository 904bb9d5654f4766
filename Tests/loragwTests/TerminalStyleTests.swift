// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Testing
import loragw

@Suite struct TerminalStyleTests {
  private let marked = StyledText("good", .good) + " plain"

  @Test func `colours are for terminals`() {
    let style = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])
    #expect(style.text(marked) == "\u{1B}[32mgood\u{1B}[0m plain")
    let pipe = TerminalStyle(isTerminal: false, environment: ["TERM": "xterm"])
    #expect(pipe.text(marked) == "good plain")
  }

  @Test(arguments: [["NO_COLOR": "1", "TERM": "xterm"], ["TERM": "dumb"], [:]])
  func `NO_COLOR and a dumb terminal mean no colours`(environment: [String: String]) {
    let style = TerminalStyle(isTerminal: true, environment: environment)
    #expect(style.text(marked) == "good plain")
  }

  @Test func `an empty NO_COLOR is none`() {
    #expect(
      TerminalStyle(isTerminal: true, environment: ["NO_COLOR": "", "TERM": "vt220"]).isColored)
  }
}
