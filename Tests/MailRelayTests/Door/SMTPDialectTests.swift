// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct SMTPDialectTests {
  @Test func `the greeting says ESMTP, EHLO announces and HELO does not`() {
    var dialogue = DoorDialogue(DoorDialogue.smtp)
    dialogue.say("EHLO client.example\r\nHELO client.example\r\nLHLO x\r\n")
    #expect(
      dialogue.text == "220 foo.edu ESMTP loragw\r\n" + DoorDialogue.hello + "250 foo.edu\r\n"
        + "500 5.5.1 This is SMTP, not LMTP: say EHLO (RFC 5321)\r\n")
  }

  @Test func `MAIL comes after EHLO`() {
    var dialogue = DoorDialogue(DoorDialogue.smtp)
    dialogue.say("MAIL FROM:<a@b>\r\n")
    #expect(dialogue.text.hasSuffix("503 5.5.1 Say EHLO first\r\n"))
  }

  /// The acceptor takes ok and fine, defers pat, refuses never; jones is refused at RCPT.
  @Test(arguments: [
    (["ok"], "250 2.0.0 <ok@x> queued"), (["ok", "fine"], "250 2.0.0 <ok@x> queued"),
    (["never"], "554 5.7.1 <never@x> refuses it"), (["jones", "ok"], "250 2.0.0 <ok@x> queued"),
    (["ok", "pat"], "452 4.2.2 <pat@x> is temporarily over quota"),
    (["never", "pat"], "452 4.2.2 <pat@x> is temporarily over quota"),
    (["never", "ok"], "250 2.0.0 <ok@x> queued"),
  ])
  func `a mail has one reply that loses nobody`(recipients: [String], reply: String) {
    for byChunk in [false, true] {
      var dialogue = DoorDialogue.ready(DoorDialogue.smtp)
      dialogue.say("MAIL FROM:<a@b>\r\n")
      for recipient in recipients { dialogue.say("RCPT TO:<\(recipient)@x>\r\n") }
      _ = dialogue.takeSent()
      dialogue.say(byChunk ? "BDAT 3 LAST\r\nx\r\nNOOP\r\n" : "DATA\r\nx\r\n.\r\nNOOP\r\n")
      let lines = dialogue.text.split(separator: "\r\n").map(String.init)
      #expect(lines.drop { $0.hasPrefix("354") } == [reply, "250 2.0.0 Fine"])
      #expect(dialogue.transactions.map(\.dialect) == [.smtp])
    }
  }

  @Test func `refusals of the whole mail are said once`() {
    var dialogue = DoorDialogue.ready(DoorDialogue.smtp)
    dialogue.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n")
    _ = dialogue.takeSent()
    dialogue.say("a\nb\r\n.\r\n")
    #expect(
      dialogue.text == "550 5.5.2 The mail has a bare CR or LF; lines must end in CR LF\r\n")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `our client and our server agree in SMTP`(seed: UInt64) throws {
    let request = DeliveryRequest(
      priority: .immediate, returnedContent: .headers, envelopeID: EnvelopeID("e 1"),
      recipients: [RecipientRequest(notify: .success)])
    let mail = Array("Subject: x\r\n\r\n.\r\nü\r\n".utf8)
    var duet = try Duet(
      mail: mail, to: ["ok@x", "jones@x", "fine@x"], bodyKind: .eightBitMIME, request: request,
      configuration: DoorDialogue.smtp)
    let outcome = duet.run(pieces: SplitMix64(seed: seed))
    #expect(outcome.map(\.reply.code) == [250, 550, 250], "seed \(seed)")
    let taken = try #require(duet.door.transactions.first)
    #expect(taken.mail == mail && taken.request.envelopeID == request.envelopeID, "seed \(seed)")
    #expect(taken.request.priority == .immediate && taken.request.returnedContent == .headers)
    #expect(taken.request.recipient(at: 0).notify == .success, "seed \(seed)")
  }
}
