// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MailServerLimitsTests {
  private func transfer(_ mail: String) -> DoorDialogue {
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n")
    _ = dialogue.takeSent()
    dialogue.say(mail)
    return dialogue
  }

  @Test func `a mail of exactly the limit is taken, one octet more is not`() {
    let line = String(repeating: "x", count: 98) + "\r\n"
    let full = String(repeating: line, count: 10)
    #expect(transfer(full + ".\r\n").transactions.first?.mail == Array(full.utf8))
    let over = transfer("x" + full + ".\r\nNOOP\r\n")
    let refusal = "552 5.3.4 The mail is too big; at most 1000 octets fit\r\n"
    #expect(over.transactions.isEmpty)
    #expect(over.text == refusal + refusal + "250 2.0.0 Fine\r\n")
  }

  @Test func `stuffed dots do not count, an empty mail is one`() {
    let dots = String(repeating: "." + String(repeating: "y", count: 97) + "\r\n", count: 10)
    let stuffed = String(repeating: ".." + String(repeating: "y", count: 97) + "\r\n", count: 10)
    #expect(transfer(stuffed + ".\r\n").transactions.first?.mail == Array(dots.utf8))
    #expect(transfer(".\r\n").transactions.first?.mail == [])
  }

  @Test func `every octet but bare line ends passes unchanged`() {
    let octets = (UInt8.min...UInt8.max).filter { $0 != 13 && $0 != 10 } + [13, 10]
    var dialogue = transfer("")
    dialogue.feed(.bytes(octets + Array(".\r\n".utf8)))
    #expect(dialogue.transactions.first?.mail == octets)
  }

  @Test func `a mail that never ends is cut off without being kept`() {
    var dialogue = transfer("")
    let piece = [UInt8](repeating: 10, count: 1 << 22)
    var pieces = 0
    while !dialogue.isClosed, pieces < 100 {
      dialogue.feed(.bytes(piece))
      pieces += 1
    }
    #expect(dialogue.text == "421 4.3.4 The mail does not end; closing\r\n")
    #expect(pieces == 65)
  }

  @Test func `the recipient after the thousandth is deferred`() {
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<a@b>\r\n")
    for index in 0..<1000 { dialogue.say("RCPT TO:<u\(index)@x>\r\n") }
    _ = dialogue.takeSent()
    dialogue.say("RCPT TO:<more@x>\r\n")
    #expect(dialogue.text == "452 4.5.3 A mail has at most 1000 recipients here\r\n")
    _ = dialogue.takeSent()
    dialogue.say("DATA\r\nx\r\n.\r\n")
    #expect(dialogue.text.split(separator: "\r\n").count == 1001)
    #expect(dialogue.transactions.first?.envelope.forwardPaths.count == 1000)
  }

  @Test func `a command line of the limit is read, a longer one is thrown away`() {
    var dialogue = DoorDialogue.ready()
    dialogue.say("NOOP " + String(repeating: "x", count: 2041) + "\r\n")
    dialogue.say("NOOP " + String(repeating: "x", count: 2042) + "\r\n")
    dialogue.say(String(repeating: "x", count: 100_000) + "\r\nNOOP\r\n")
    let fault = "500 5.5.2 A command line has at most 2048 octets\r\n"
    #expect(dialogue.text == "250 2.0.0 Fine\r\n" + fault + fault + "250 2.0.0 Fine\r\n")
  }

  @Test func `LF alone ends no command`() {
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<a@b>\nNOOP\r\nRCPT TO:<c@d>\r\n")
    #expect(
      dialogue.text
        == "500 5.5.2 A command line ends in CR LF, not in LF alone\r\n250 2.0.0 Fine\r\n"
        + "503 5.5.1 Say MAIL first\r\n")
  }

  @Test func `the twentieth fault ends a session, an accepted mail forgives`() {
    var dialogue = DoorDialogue.ready()
    for _ in 0..<19 { dialogue.say("FROB\r\n") }
    #expect(!dialogue.isClosed)
    dialogue.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n.\r\n")
    for _ in 0..<19 { dialogue.say("FROB\r\n") }
    #expect(!dialogue.isClosed)
    _ = dialogue.takeSent()
    dialogue.say("FROB\r\nNOOP\r\n")
    #expect(dialogue.text.hasPrefix("421 4.7.0 Too many wrong commands; closing."))
    #expect(dialogue.isClosed)
  }
}
