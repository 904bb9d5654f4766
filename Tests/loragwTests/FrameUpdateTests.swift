// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Testing
import loragw

@Suite struct FrameUpdateTests {
  private let size = TerminalSize(columns: 10, rows: 3)

  @Test func `the first frame clears the screen and draws each line in its row`() {
    var update = FrameUpdate()
    let bytes = update.bytes(for: ["one", "two"], size: size)
    #expect(bytes.contains("\u{1B}[2J"))
    #expect(bytes.contains("\u{1B}[1;1Hone\u{1B}[K") && bytes.contains("\u{1B}[2;1Htwo\u{1B}[K"))
  }

  @Test func `an unchanged frame writes nothing, a changed one only its changed lines`() {
    var update = FrameUpdate()
    _ = update.bytes(for: ["one", "two"], size: size)
    #expect(update.bytes(for: ["one", "two"], size: size).isEmpty)
    let bytes = update.bytes(for: ["one", "2"], size: size)
    #expect(bytes.contains("\u{1B}[2;1H2\u{1B}[K"))
    #expect(!bytes.contains("one") && !bytes.contains("\u{1B}[2J"))
  }

  @Test func `lines that are gone are wiped`() {
    var update = FrameUpdate()
    _ = update.bytes(for: ["one", "two"], size: size)
    #expect(update.bytes(for: ["one"], size: size).contains("\u{1B}[2;1H\u{1B}[K"))
  }

  @Test func `a change of size draws everything anew, and no more rows than there are`() {
    var update = FrameUpdate()
    _ = update.bytes(for: ["one", "two", "three"], size: size)
    let bytes = update.bytes(
      for: ["one", "two", "three"], size: TerminalSize(columns: 10, rows: 2))
    #expect(bytes.contains("one") && bytes.contains("two") && !bytes.contains("three"))
  }

  @Test func `what entering changes leaving restores`() {
    for mode in ["?1049", "?25", "?7"] {
      #expect(TerminalCode.enter.contains(mode) && TerminalCode.leave.contains(mode))
    }
  }
}
