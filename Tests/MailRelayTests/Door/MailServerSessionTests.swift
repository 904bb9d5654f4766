// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MailServerSessionTests {
  /// Runs a dialogue of `C: ` and `S: ` lines, and compares all that the server says.
  private func check(_ script: String, _ comment: Comment? = nil) -> DoorDialogue {
    var dialogue = DoorDialogue.ready()
    var expected = ""
    for line in script.split(separator: "\n") {
      let text = line.dropFirst(3) + "\r\n"
      if line.hasPrefix("C: ") { dialogue.say(String(text)) } else { expected += text }
    }
    #expect(dialogue.text == expected, comment)
    return dialogue
  }

  @Test func `the greeting and LHLO announce what is there`() {
    var dialogue = DoorDialogue()
    dialogue.say("lhlo client.example \r\n")
    #expect(dialogue.text == DoorDialogue.greeting + DoorDialogue.hello)
  }

  @Test func `the example of RFC 2033 gets one reply a recipient`() throws {
    let dialogue = check(
      """
      C: MAIL FROM:<chris@bar.com>
      S: 250 2.1.0 <chris@bar.com> may send
      C: RCPT TO:<pat@foo.edu>
      S: 250 2.1.5 <pat@foo.edu> is welcome
      C: RCPT TO:<jones@foo.edu>
      S: 550 5.1.1 No such user here
      C: RCPT TO:<green@foo.edu>
      S: 250 2.1.5 <green@foo.edu> is welcome
      C: DATA
      S: 354 Send the mail, then a line with a dot alone
      C: Blah blah blah...
      C: ..etc. etc. etc.
      C: .
      S: 452 4.2.2 <pat@foo.edu> is temporarily over quota
      S: 250 2.0.0 <green@foo.edu> queued
      C: QUIT
      S: 221 2.0.0 Good bye
      """)
    let transaction = try #require(dialogue.transactions.first)
    #expect(transaction.mail == Array("Blah blah blah...\r\n.etc. etc. etc.\r\n".utf8))
    #expect(
      transaction.envelope.forwardPaths.map(\.description) == ["pat@foo.edu", "green@foo.edu"])
    #expect(transaction.clientName == "client.example")
    #expect(dialogue.isClosed)
  }

  @Test(arguments: [
    ("HELO x", "500 5.5.1 This is LMTP, not SMTP: say LHLO (RFC 2033)"),
    ("EHLO x", "500 5.5.1 This is LMTP, not SMTP: say LHLO (RFC 2033)"),
    ("LHLO", "501 5.5.4 Wrong form; expected: LHLO HOSTNAME"),
    ("NOOP anything", "250 2.0.0 Fine"), ("RSET", "250 2.0.0 Dropped"),
    ("RSET x", "501 5.5.4 Wrong form; expected: RSET without argument"),
    ("VRFY bob", "252 2.5.0 Send mail and see whether it is taken"),
    ("VRFY", "501 5.5.4 Wrong form; expected: VRFY ADDRESS"),
    ("HELP", "214 2.0.0 LHLO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT"),
    ("STARTTLS", "502 5.5.1 STARTTLS is not offered here"),
    ("FROB", "500 5.5.1 Unknown command FROB; HELP lists the known ones"),
    ("", "500 5.5.1 Unknown command ; HELP lists the known ones"),
    ("RCPT TO:<a@b>", "503 5.5.1 Say MAIL first"), ("DATA", "503 5.5.1 Say MAIL first"),
    ("MAIL", "501 5.5.4 Wrong form; expected: MAIL FROM:<ADDRESS>"),
    ("MAIL FROM: <a@b>", "501 5.5.4 Wrong form; expected: MAIL FROM:<ADDRESS>"),
    ("MAIL FROM:<a@b>SIZE=1", "501 5.5.4 Wrong form; expected: MAIL FROM:<ADDRESS>"),
    ("MAIL FROM:<a@b> SIZE=", "501 5.5.4 The parameter SIZE has a value it may not have"),
    ("MAIL FROM:<a@b> SIZE=-1", "501 5.5.4 The parameter SIZE has a value it may not have"),
    ("MAIL FROM:<a@b> BODY=9BIT", "501 5.5.4 The parameter BODY has a value it may not have"),
    ("MAIL FROM:<a@b> SMTPUTF8=1", "501 5.5.4 The parameter SMTPUTF8 has a value it may not have"),
    ("MAIL FROM:<a@b> SIZE=1 SIZE=1", "501 5.5.4 The parameter SIZE stands twice"),
    ("MAIL FROM:<a@b> AUTH=<>", "555 5.5.4 The parameter AUTH is not supported here"),
    ("MAIL FROM:<a@b> SIZE=1001", "552 5.3.4 The mail is too big; at most 1000 octets fit"),
    (
      "MAIL FROM:<a@b> SIZE=99999999999999999999",
      "552 5.3.4 The mail is too big; at most 1000 octets fit"
    ),
    ("MAIL FROM:<a@b> size=1000 body=7bit", "250 2.1.0 <a@b> may send"),
    ("MAIL FROM:<>", "250 2.1.0 <> may send"),
    ("MAIL FROM:<@x,@y:a@b>", "250 2.1.0 <a@b> may send"),
    ("MAIL FROM:<\"> \\\" \"@b> BODY=8BITMIME", "250 2.1.0 <\"> \\\" \"@b> may send"),
    (
      "MAIL FROM:<a..b@c>",
      "553 5.1.3 <a..b@c> is not an address: the part before @ is malformed"
    ),
    (
      "MAIL FROM:<é@c>",
      "553 5.6.7 <?@c> has non-ASCII characters; send SMTPUTF8 with MAIL"
    ),
    ("MAIL FROM:<é@c> SMTPUTF8", "250 2.1.0 <?@c> may send"),
    ("NO\u{0}OP", "500 5.5.2 A command line has no control characters"),
    ("NO\rOP", "500 5.5.2 A command line has no control characters"),
    ("NOOP\r", "500 5.5.2 A command line has no control characters"),
    ("QUIT", "221 2.0.0 Good bye"),
  ])
  func `each command has its reply`(command: String, reply: String) {
    var dialogue = DoorDialogue.ready()
    dialogue.say(command + "\r\n")
    #expect(dialogue.text == reply + "\r\n")
  }

  @Test(arguments: [
    (
      "RCPT TO:<postmaster>",
      "553 5.1.3 <postmaster> is not an address: it has no domain, as in postmaster@camp.example"
    ),
    ("RCPT TO:<>", "553 5.1.3 <> is not an address: it is empty"),
    ("RCPT TO:<a@b> RRVS=x", "555 5.5.4 The parameter RRVS is not supported here"),
    ("RCPT TO:<later@b>", "451 4.7.1 Try later"),
    ("RCPT TO:<broken@b>", "451 4.3.0 A fault of this gateway; try again later"),
    ("RCPT TO:<a@[1.2.3.4]>", "250 2.1.5 <a@[1.2.3.4]> is welcome"),
    ("MAIL FROM:<a@b>", "503 5.5.1 A mail is under way already; RSET drops it"),
    ("DATA", "503 5.5.1 No recipient was taken"),
  ])
  func `within a mail each command has its reply`(command: String, reply: String) {
    let dialogue = check(
      "C: MAIL FROM:<a@b>\nS: 250 2.1.0 <a@b> may send\nC: \(command)\nS: \(reply)")
    #expect(!dialogue.isClosed)
  }

  @Test func `MAIL comes after LHLO`() {
    var dialogue = DoorDialogue()
    dialogue.say("MAIL FROM:<a@b>\r\n")
    #expect(dialogue.text == DoorDialogue.greeting + "503 5.5.1 Say LHLO first\r\n")
  }

  @Test(arguments: ["RSET", "LHLO again"])
  func `a mail under way can be dropped`(command: String) {
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n\(command)\r\n")
    _ = dialogue.takeSent()
    dialogue.say("DATA\r\n")
    #expect(dialogue.text == "503 5.5.1 Say MAIL first\r\n")
  }

  @Test func `the acceptor is told what is known at RCPT`() throws {
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<é@b> SIZE=77 BODY=8BITMIME SMTPUTF8\r\n")
    dialogue.say("RCPT TO:<c@d>\r\nRCPT TO:<jones@d>\r\nRCPT TO:<e@f>\r\n")
    let last = try #require(dialogue.inquiries.last)
    #expect(dialogue.inquiries.count == 3)
    #expect(last.recipient.description == "e@f")
    #expect(last.sender.description == "<é@b>")
    #expect(last.accepted.map(\.description) == ["c@d"])
    #expect(last.declaredOctets == 77)
    #expect(last.bodyKind == .eightBitMIME)
    #expect(last.encoding == .utf8)
  }

  @Test(arguments: ["GET / HTTP/1.1", "POST /x HTTP/1.0", "Host: x", "PRI * HTTP/2.0"])
  func `a web request is cut off at once`(line: String) {
    var dialogue = DoorDialogue()
    dialogue.say(line + "\r\nLHLO x\r\nMAIL FROM:<a@b>\r\n")
    let verb = line.split(separator: " ")[0].uppercased()
    #expect(dialogue.text.hasSuffix("421 4.7.0 \(verb) is no mail command; closing\r\n"))
    #expect(dialogue.isClosed)
  }

  @Test func `silence, shutdown and loss end a session`() {
    var silent = DoorDialogue.ready()
    #expect(silent.patience == .seconds(300))
    silent.feed(.timeout)
    #expect(silent.text == "421 4.4.2 Nothing came for too long; closing\r\n")
    #expect(silent.isClosed && silent.patience == nil)

    var idle = DoorDialogue.ready()
    idle.feed(.shutdown)
    #expect(idle.text == "421 4.3.2 Going down; please come back later\r\n")
    #expect(idle.isClosed)

    var busy = DoorDialogue.ready()
    busy.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nhalf")
    _ = busy.takeSent()
    busy.feed(.shutdown)
    #expect(busy.text.isEmpty && !busy.isClosed)
    busy.say(" a mail\r\n.\r\nNOOP\r\n")
    #expect(
      busy.text == "250 2.0.0 <c@d> queued\r\n421 4.3.2 Going down; please come back later\r\n")
    #expect(busy.transactions.count == 1 && busy.isClosed)

    var gone = DoorDialogue.ready()
    gone.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nhalf a mail\r\n")
    gone.feed(.closed)
    gone.say(".\r\n")
    #expect(gone.transactions.isEmpty && !gone.wantsInput)
  }

  @Test func `while a verdict is awaited octets are kept and nothing is taken up`() {
    var session = MailServerSession(DoorDialogue.configuration)
    _ = session.handle(.connected)
    _ = session.handle(.bytes(Array("LHLO x\r\nMAIL FROM:<a@b>\r\n".utf8)))
    let actions = session.handle(.bytes(Array("RCPT TO:<c@d>\r\nNOOP\r\n".utf8)))
    #expect(actions.count == 1 && !session.wantsInput && session.patience == nil)
    #expect(session.handle(.bytes(Array("QUIT\r\n".utf8))) == [])
    #expect(session.handle(.timeout) == [])
    let rest = session.handle(.recipientVerdict(Reply(250, nil, "yes")))
    #expect(
      rest == [
        .send(Array("250 yes\r\n250 2.0.0 Fine\r\n221 2.0.0 Good bye\r\n".utf8)), .close,
      ])
    #expect(session.handle(.recipientVerdict(Reply(250, nil, "yes"))) == [])
  }

  @Test func `a recipient the acceptor forgot is told to come back`() {
    var session = MailServerSession(DoorDialogue.configuration)
    _ = session.handle(.connected)
    _ = session.handle(.bytes(Array("LHLO x\r\nMAIL FROM:<a@b>\r\n".utf8)))
    for _ in 0..<2 {
      _ = session.handle(.bytes(Array("RCPT TO:<c@d>\r\n".utf8)))
      _ = session.handle(.recipientVerdict(Reply(250, nil, "yes")))
    }
    _ = session.handle(.bytes(Array("DATA\r\nx\r\n.\r\n".utf8)))
    let rest = session.handle(.transactionVerdict([Reply(250, nil, "yes")]))
    let text = "250 yes\r\n451 4.3.0 A fault of this gateway; try again later\r\n"
    #expect(rest == [.send(Array(text.utf8))])
  }
}
