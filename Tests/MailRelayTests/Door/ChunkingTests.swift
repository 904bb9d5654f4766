// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct ChunkingTests {
  private static let envelope = "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\n"

  private func dialogue(_ envelope: String = envelope) -> DoorDialogue {
    var dialogue = DoorDialogue.ready()
    dialogue.say(envelope)
    _ = dialogue.takeSent()
    return dialogue
  }

  @Test func `chunks make one mail, and the last one has the replies`() {
    var dialogue = dialogue()
    dialogue.say("BDAT 5\r\nabcd\rBDAT 0\r\nBDAT 3 LAST\r\n\n\r\nNOOP\r\n")
    #expect(
      dialogue.text == "250 2.0.0 5 octets so far\r\n250 2.0.0 5 octets so far\r\n"
        + "250 2.0.0 <c@d> queued\r\n250 2.0.0 <e@f> queued\r\n250 2.0.0 Fine\r\n")
    #expect(dialogue.transactions.map(\.mail) == [Array("abcd\r\n\r\n".utf8)])
  }

  @Test func `the last chunk may be empty, and so may the mail`() {
    var first = dialogue()
    first.say("BDAT 3\r\nx\r\nBDAT 0 LAST\r\n")
    #expect(first.transactions.map(\.mail) == [Array("x\r\n".utf8)])
    var second = dialogue()
    second.say("bdat 0 last\r\n")
    #expect(second.transactions.map(\.mail) == [[]])
  }

  @Test func `nothing in a chunk is a command or an end`() {
    let inner = "x\r\n.\r\nMAIL FROM:<evil@x>\r\nRCPT TO:<v@x>\r\nBDAT 9 LAST\r\n.\r\nQUIT\r\n"
    var dialogue = dialogue()
    dialogue.say("BDAT \(inner.utf8.count) LAST\r\n\(inner)NOOP\r\n")
    #expect(dialogue.transactions.map(\.mail) == [Array(inner.utf8)])
    #expect(dialogue.inquiries.count == 2 && !dialogue.isClosed)
    #expect(dialogue.text.hasSuffix("queued\r\n250 2.0.0 Fine\r\n"))
  }

  @Test(arguments: SmugglingTests.marks.indices)
  func `text with a bare line end is refused, binary may have any`(index: Int) {
    let mail = "Subject: x\r\n\r\nbody\(SmugglingTests.marks[index])rest\r\n"
    var text = dialogue()
    text.say("BDAT \(mail.utf8.count) LAST\r\n\(mail)")
    let refusal = "550 5.5.2 The mail has a bare CR or LF; lines must end in CR LF\r\n"
    #expect(text.text == refusal + refusal)
    #expect(text.transactions.isEmpty)
    var binary = dialogue("MAIL FROM:<a@b> BODY=BINARYMIME\r\nRCPT TO:<c@d>\r\n")
    binary.say("BDAT \(mail.utf8.count) LAST\r\n\(mail)")
    #expect(binary.transactions.map(\.mail) == [Array(mail.utf8)])
    #expect(binary.transactions.first?.envelope.bodyKind == .binaryMIME)
  }

  @Test(arguments: [
    ("DATA\r\n", "503 5.5.1 This mail comes by BDAT, not by DATA (RFC 3030)"),
    ("RCPT TO:<g@h>\r\n", "503 5.5.1 The mail has begun; its recipients are named before"),
    ("MAIL FROM:<g@h>\r\n", "503 5.5.1 A mail is under way already; RSET drops it"),
    ("RSET\r\n", "250 2.0.0 Dropped"),
  ])
  func `between chunks each command has its reply`(command: String, reply: String) {
    var dialogue = dialogue()
    dialogue.say("BDAT 3\r\nx\r\n")
    _ = dialogue.takeSent()
    dialogue.say(command)
    #expect(dialogue.text == reply + "\r\n")
    dialogue.say("BDAT 3 LAST\r\ny\r\n")
    #expect(dialogue.transactions.count == (command == "RSET\r\n" ? 0 : 1))
  }

  @Test func `a binary mail is not taken behind DATA`() {
    var dialogue = dialogue("MAIL FROM:<a@b> BODY=BINARYMIME\r\nRCPT TO:<c@d>\r\n")
    dialogue.say("DATA\r\n")
    #expect(dialogue.text == "503 5.5.1 This mail comes by BDAT, not by DATA (RFC 3030)\r\n")
  }

  @Test func `a chunk nobody waits for is read and thrown away`() {
    var unasked = DoorDialogue.ready()
    unasked.say("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")
    #expect(unasked.text == "503 5.5.1 Say MAIL first\r\n250 2.0.0 Fine\r\n")
    var unwanted = DoorDialogue.ready()
    unwanted.say("MAIL FROM:<a@b>\r\nRCPT TO:<jones@x>\r\n")
    _ = unwanted.takeSent()
    unwanted.say("BDAT 6 LAST\r\nQUIT\r\nRCPT TO:<c@d>\r\n")
    #expect(unwanted.text.hasPrefix("503 5.5.1 No recipient was taken\r\n250 2.1.5 <c@d>"))
  }

  @Test(arguments: ["", " x", " -1", " 5 FIRST", " 5 LAST LAST", " 99999999999999999999", " 0x5"])
  func `a chunk without a size that can be read ends the session`(argument: String) {
    var dialogue = dialogue()
    dialogue.say("BDAT\(argument)\r\nMAIL FROM:<evil@x>\r\nRCPT TO:<v@x>\r\n")
    #expect(dialogue.text.hasPrefix("501 5.5.4 Expected: BDAT OCTETS"))
    #expect(dialogue.isClosed && dialogue.inquiries.count == 2)
  }

  @Test func `a mail that is too big is refused at its end, an endless one is cut off`() {
    var dialogue = dialogue()
    let chunk = "BDAT 600\r\n" + String(repeating: "x", count: 598) + "\r\n"
    dialogue.say(chunk + chunk)
    _ = dialogue.takeSent()
    dialogue.say("BDAT 0 LAST\r\n")
    let refusal = "552 5.3.4 The mail is too big; at most 1000 octets fit\r\n"
    #expect(dialogue.text == refusal + refusal)
    for octets in [Int.max, 1 << 40, (256 << 20) + 1001] {
      var endless = self.dialogue()
      endless.say("BDAT \(octets) LAST\r\n")
      #expect(endless.text == "421 4.3.4 The mail does not end; closing\r\n")
      #expect(endless.isClosed)
    }
  }

  @Test func `shutdown and silence respect a chunk under way`() {
    var busy = dialogue()
    busy.say("BDAT 3 LAST\r\nx")
    busy.feed(.shutdown)
    #expect(busy.text.isEmpty && busy.wantsInput)
    busy.say("\r\n")
    #expect(busy.transactions.count == 1 && busy.isClosed)
    var silent = dialogue()
    silent.say("BDAT 3 LAST\r\nx")
    silent.feed(.timeout)
    #expect(silent.transactions.isEmpty && silent.isClosed)
  }
}
