// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct DoorExtensionTests {
  @Test func `what was asked for comes with the inquiry and the mail`() throws {
    var dialogue = DoorDialogue.ready()
    dialogue.say(
      "MAIL FROM:<a@b> RET=FULL ENVID=Q+2B1 MT-PRIORITY=6 BY=3600;NT SIZE=9 BODY=8BITMIME\r\n")
    dialogue.say("RCPT TO:<c@d> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;orig@d\r\n")
    dialogue.say("RCPT TO:<jones@d> NOTIFY=NEVER\r\nRCPT TO:<e@f>\r\n")
    dialogue.say("RCPT TO:<g@h> notify=never\r\nDATA\r\nx\r\n.\r\n")
    #expect(dialogue.inquiries.map(\.recipientRequest.notify?.rawValue) == [3, 0, nil, 0])
    #expect(dialogue.inquiries.allSatisfy { $0.request.priority == .override })
    let request = try #require(dialogue.transactions.first?.request)
    #expect(request.envelopeID?.text == "Q+1")
    #expect(request.returnedContent == .full)
    #expect(request.deliverBy?.description == "3600;NT")
    // The refused recipient is gone, and with it what was asked for it.
    #expect(request.recipients.map(\.notify) == [[.success, .failure], nil, .never])
    #expect(request.recipient(at: 0).originalRecipient?.address == "orig@d")
  }

  @Test(arguments: [
    "RET=SOME", "ENVID=", "ENVID=a+0D+0AX", "MT-PRIORITY=11", "BY=0;R", "BY=1", "BODY=",
    "SMTPUTF8=1",
  ])
  func `a parameter of MAIL with a wrong value is refused`(parameter: String) {
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<a@b> \(parameter)\r\nRCPT TO:<c@d>\r\n")
    let keyword = parameter.prefix { $0 != "=" }
    #expect(
      dialogue.text == "501 5.5.4 The parameter \(keyword) has a value it may not have\r\n"
        + "503 5.5.1 Say MAIL first\r\n")
  }

  @Test(arguments: ["NOTIFY=SOMETIMES", "NOTIFY=NEVER,DELAY", "ORCPT=x", "ORCPT=rfc822;a+0Ab"])
  func `a parameter of RCPT with a wrong value is refused`(parameter: String) {
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<a@b>\r\n")
    _ = dialogue.takeSent()
    dialogue.say("RCPT TO:<c@d> \(parameter)\r\nDATA\r\n")
    let keyword = parameter.prefix { $0 != "=" }
    #expect(
      dialogue.text == "501 5.5.4 The parameter \(keyword) has a value it may not have\r\n"
        + "503 5.5.1 No recipient was taken\r\n")
    #expect(dialogue.inquiries.isEmpty)
  }

  @Test(arguments: [
    "MAIL FROM:<a@b> RET=FULL", "MAIL FROM:<a@b> ENVID=x", "MAIL FROM:<a@b> BY=3600;R",
    "MAIL FROM:<a@b> MT-PRIORITY=1", "MAIL FROM:<a@b> BODY=BINARYMIME",
    "MAIL FROM:<a@b>\r\nRCPT TO:<c@d> NOTIFY=SUCCESS",
    "MAIL FROM:<a@b>\r\nRCPT TO:<c@d> ORCPT=rfc822;c@d",
  ])
  func `where plain delivery is promised nothing more is offered or taken`(commands: String) {
    var configuration = DoorDialogue.configuration
    configuration.promise = .delivery
    var dialogue = DoorDialogue(configuration)
    dialogue.say("LHLO x\r\n")
    for keyword in ["DSN", "BINARYMIME", "DELIVERBY", "MT-PRIORITY"] {
      #expect(!dialogue.text.contains(keyword))
    }
    #expect(dialogue.text.contains("250-CHUNKING\r\n") && dialogue.text.contains("250 SIZE "))
    _ = dialogue.takeSent()
    dialogue.say(commands + "\r\n")
    #expect(
      dialogue.text.hasSuffix("555 5.5.4 A parameter was given that this door did not offer\r\n"))
    #expect(dialogue.inquiries.isEmpty)
  }

  @Test func `a deadline nobody can keep is refused, a request for notice is not`() {
    var configuration = DoorDialogue.configuration
    configuration.deliverByMinimum = .seconds(240)
    var dialogue = DoorDialogue(configuration)
    dialogue.say("LHLO x\r\n")
    #expect(dialogue.text.contains("250-DELIVERBY 240\r\n"))
    _ = dialogue.takeSent()
    dialogue.say("MAIL FROM:<a@b> BY=239;R\r\n")
    #expect(
      dialogue.text == "555 5.4.7 The mail would have to arrive in 4.0 min; the least this link can"
        + " promise is 4.0 min\r\n")
    _ = dialogue.takeSent()
    dialogue.say("MAIL FROM:<a@b> BY=240;R\r\nRSET\r\nMAIL FROM:<a@b> BY=1;N\r\n")
    #expect(!dialogue.text.contains("555"))
  }

  @Test func `header and lines have their limits`() {
    var configuration = DoorDialogue.configuration
    configuration.mailOctetsMax = 1 << 20
    func replies(to mail: String) -> String {
      var dialogue = DoorDialogue.ready(configuration)
      dialogue.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n")
      _ = dialogue.takeSent()
      dialogue.say(mail + ".\r\n")
      return dialogue.text
    }
    let field = "X: " + String(repeating: "x", count: 995) + "\r\n"
    let fields = String(repeating: field, count: 263)
    #expect(
      replies(to: fields + "\r\nbody\r\n") == "552 5.3.4 The header has more than 262144 octets\r\n"
    )
    #expect(replies(to: String(fields.dropFirst(1000)) + "\r\nbody\r\n").hasPrefix("250 "))
    let line = String(repeating: "x", count: (128 << 10) - 2) + "\r\n"
    #expect(replies(to: "\r\n" + line).hasPrefix("250 "))
    #expect(
      replies(to: "\r\nx" + line) == "550 5.6.0 The mail has a line of more than 131072 octets\r\n")
  }
}
