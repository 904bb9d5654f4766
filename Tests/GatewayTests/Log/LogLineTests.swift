// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Logging
import Testing

@Suite struct LogLineTests {
  private func text(
    _ line: LogLine, _ form: LogForm = .journal, _ addresses: AddressDisplay = .hidden
  ) -> String {
    line.text(form, showing: addresses, unixSeconds: 1_772_366_400)
  }

  @Test func `a line of the journal begins with its priority, others with time and level`() {
    let line = LogLine(.warning, "K3: given up", fields: ["mail": "K3"])
    #expect(text(line) == "<4>K3: given up mail=K3")
    #expect(text(line, .terminal) == "2026-03-01T12:00:00Z warning  K3: given up mail=K3")
  }

  @Test(arguments: [
    (Logger.Level.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3),
    (.critical, 2),
  ])
  func `priorities are those of sd-daemon`(level: Logger.Level, priority: Int) {
    #expect(text(LogLine(level, "x")) == "<\(priority)>x")
    #expect(!text(LogLine(level, "x"), .terminal).contains("<"))
  }

  @Test func `event, mail and peer come first, and a value that is no word is quoted`() {
    let line = LogLine(
      .info, "said",
      fields: ["a": "b c", "peer": "v", "event": "e", "mail": "K", "z": "", "q": "\""])
    #expect(text(line) == "<6>said event=e mail=K peer=v a=\"b c\" q=\"\\\"\" z=\"\"")
  }

  @Test func `what others wrote makes no second line`() {
    let line = LogLine(.info, "reply\n<3>forged\r\u{1B}[2J", fields: ["a": "b\nc"])
    #expect(!text(line).contains { $0.isNewline || $0 == "\u{1B}" })
    #expect(text(line).hasPrefix("<6>reply\\u{a}<3>forged"))
  }

  @Test func `addresses are told at debug, and above it when they are asked for`() {
    let fields = ["to": "c@d.example"]
    let line = LogLine(.info, "to <a@b.example>", fields: fields)
    #expect(text(line) == "<6>to <…> to=…")
    #expect(text(line, .journal, .shown) == "<6>to <a@b.example> to=c@d.example")
    #expect(text(LogLine(.debug, "to <a@b.example>")) == "<7>to <a@b.example>")
  }
}
