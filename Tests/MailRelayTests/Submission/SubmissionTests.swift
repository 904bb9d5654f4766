// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct SubmissionTests {
  private static let added =
    "From: user@camp.example\r\nDate: Mon, 07 Dec 2026 03:11:43 +0000\r\n"
    + "Message-ID: <id.1@camp.example>\r\n"

  private func submit(
    _ line: String, _ input: String, as personality: SubmissionCommand.Personality = .sendmail,
    octetsMax: Int = 10_000
  ) throws -> Submission {
    let command = try SubmissionCommand(
      parsing: line.split(separator: " ").map(String.init), as: personality,
      defaultDomain: HostName("camp.example"))
    let defaults = Submission.Defaults(
      sender: .mailbox(try MailAddress("user@camp.example")), domain: HostName("camp.example"),
      date: MailDate(unixSeconds: 1_796_613_103), messageID: "id.1", octetsMax: octetsMax)
    return try Submission(command, input: Array(input.utf8), defaults: defaults)
  }

  private func mail(
    _ line: String, _ input: String, as personality: SubmissionCommand.Personality = .sendmail
  ) throws -> (transaction: MailTransaction, text: String) {
    guard case .mail(let transaction) = try submit(line, input, as: personality) else {
      throw SubmissionError.noRecipients
    }
    return (transaction, String(decoding: transaction.mail, as: UTF8.self))
  }

  private static let whole = "From: a@b\nDate: x\nMessage-ID: <m@n>\n"

  @Test func `a whole mail stays as it is but for its line ends`() throws {
    let mail = try mail("-i -f a@b -N never -V e1 -- x@y z@y", Self.whole + "\nbody\n.\nend")
    let expected = Self.whole + "\nbody\n.\nend\n"
    #expect(mail.text == expected.replacing("\n", with: "\r\n"))
    let envelope = mail.transaction.envelope
    #expect(envelope.reversePath.description == "<a@b>" && envelope.bodyKind == .sevenBit)
    #expect(envelope.forwardPaths.map(\.description) == ["x@y", "z@y"])
    #expect(mail.transaction.request.recipients.map(\.notify) == [.never, .never])
    #expect(mail.transaction.request.envelopeID?.text == "e1")
    // The same with CRLF, and with both.
    #expect(try self.mail("-i x@y", expected.replacing("\n", with: "\r\n")).text == mail.text)
    #expect(
      try self.mail("-i x@y", expected.replacing("body\n", with: "body\r\n")).text == mail.text)
  }

  @Test func `a dot alone ends the mail unless -i is given`() throws {
    #expect(try mail("x@y", Self.whole + "\nbody\n.\nend\n").text.hasSuffix("\r\nbody\r\n"))
    #expect(try mail("-oi x@y", Self.whole + "\nbody\n.\nend\n").text.hasSuffix(".\r\nend\r\n"))
    #expect(try mail("x@y", Self.whole + "\nbody\n..\n").text.hasSuffix("body\r\n..\r\n"))
  }

  @Test func `missing fields are added, a mail without header gets one`() throws {
    #expect(
      try mail("x@y", "Subject: s\n\nbody\n").text == Self.added + "Subject: s\r\n\r\nbody\r\n")
    #expect(try mail("x@y", "just text\n").text == Self.added + "\r\njust text\r\n")
    #expect(try mail("x@y", "\njust text\n").text == Self.added + "\r\njust text\r\n")
    #expect(try mail("x@y", "").text == Self.added + "\r\n")
    let named = try mail("-f q@r -F A\"\\B x@y", "Date: x\nMessage-ID: y\n\n")
    #expect(named.text == "From: \"A\\\"\\\\B\" <q@r>\r\nDate: x\r\nMessage-ID: y\r\n\r\n")
    #expect(
      try mail("-f <> x@y", "Date: x\nMessage-ID: y\n\n").text
        .hasPrefix("From: MAILER-DAEMON@camp.example\r\n"))
    #expect(
      try mail("x@y", "From old Mon Dec 7\n" + Self.whole + "\nb\n").text.hasPrefix("From: a@b\r\n")
    )
  }

  @Test func `-t reads To, Cc and Bcc, and takes Bcc away`() throws {
    let input =
      Self.whole + "To: A <a@x>, b@x\nBcc: hidden@x,\n other@x\nCc: a@x, Team: c@x;\nSubject: s\n"
      + "BCC: third@x\n\nTo: body@x\nBcc: body@x\n"
    let mail = try mail("-t", input)
    #expect(
      mail.transaction.envelope.forwardPaths.map(\.localPart) == [
        "a", "b", "hidden", "other", "c", "third",
      ])
    let text =
      Self.whole + "To: A <a@x>, b@x\nCc: a@x, Team: c@x;\nSubject: s\n\nTo: body@x\nBcc: body@x\n"
    #expect(mail.text == text.replacing("\n", with: "\r\n"))
  }

  @Test func `-t reads the Resent fields when there are any`() throws {
    let mail = try mail(
      "-t", Self.whole + "To: old@x\nResent-To: new@x\nResent-Bcc: h@x\nBcc: o@x\n\n")
    #expect(mail.transaction.envelope.forwardPaths.map(\.localPart) == ["new", "h"])
    #expect(!mail.text.lowercased().contains("bcc"))
  }

  @Test(arguments: [
    ("-t", "Subject: s\n\nTo: x@y\n", SubmissionError.noRecipients),
    ("-t", "To: undisclosed-recipients:;\n\n", .noRecipients),
    ("x@y", "a\rb\n", .bareCarriageReturn), ("x@y", "a\r\r\n", .bareCarriageReturn),
    ("x@y", String(repeating: "x", count: 10_001), .tooBig(octetsMax: 10_000)),
  ])
  func `a mail that cannot be sent is refused`(line: String, input: String, error: SubmissionError)
  {
    #expect(throws: error) { try submit(line, input) }
  }

  @Test func `a header in which a Bcc could hide is refused`() throws {
    let fields = String(repeating: "A: b\n", count: 2000)
    #expect(throws: SubmissionError.headerTooLong) {
      try submit("-t", "To: x@y\n" + fields + "Bcc: h@x\n\n", octetsMax: 1 << 20)
    }
    let long = "To: x@y\nA: " + String(repeating: "x", count: 1 << 18) + "\nBcc: h@x\n\n"
    #expect(throws: SubmissionError.headerTooLong) { try submit("-t", long, octetsMax: 1 << 20) }
    #expect(throws: SubmissionError.self) { try submit("-t", "To: x@y, <z\n\n") }
  }

  @Test func `UTF-8 and 8-bit text are declared`() throws {
    let mail = try mail("bücher@x", Self.whole + "\né\n")
    #expect(mail.transaction.envelope.encoding == .utf8)
    #expect(mail.transaction.envelope.bodyKind == .eightBitMIME)
    let plain = try self.mail("-B 8BITMIME x@y", Self.whole + "\nx\n").transaction.envelope
    #expect(plain.encoding == .ascii && plain.bodyKind == .eightBitMIME)
  }

  @Test(arguments: [
    ("From alice Mon Dec 7 03:11 2026 remote from village\n", "<alice@village>"),
    ("From hub!alice Mon Dec 7 remote from village\n", "<alice@hub>"),
    ("From x Mon remote from far\n>From alice Mon remote from near\n", "<alice@near>"),
    ("From alice@a.example Mon Dec 7 03:11 2026\n", "<alice@a.example>"),
    ("From alice Mon Dec 7\n", "<alice@camp.example>"), ("From <> Mon Dec 7\n", "<>"),
    ("", "<user@camp.example>"),
  ])
  func `rmail takes the sender from the From line and adds nothing`(
    line: String, sender: String
  ) throws {
    let mail = try mail("bob@x", line + "Subject: s\n\n.\nbody\n", as: .rmail)
    #expect(mail.text == "Subject: s\r\n\r\n.\r\nbody\r\n")
    #expect(mail.transaction.envelope.reversePath.description == sender)
  }

  @Test func `a From line with a forged sender is refused`() {
    #expect(throws: SubmissionError.self) {
      try submit("bob@x", "From a..b@c Mon\n\n", as: .rmail)
    }
  }

  @Test func `a batch gives its mails and its faults`() throws {
    let batch = "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nx\n.\nFROB\n"
    guard case .batch(let items) = try submit("-bS", batch) else {
      Issue.record("no batch")
      return
    }
    #expect(items.count == 2)
    guard case .mail(let mail) = items[0], case .broken(let reply, line: 6) = items[1] else {
      Issue.record("\(items)")
      return
    }
    #expect(mail.mail == Array("x\r\n".utf8) && reply.code == 501)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `whatever is handed in, what is taken is text in whole lines without Bcc`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let origin = "From x y remote from z\nTo: a@b\nBcc: c@d,\n e@f\nSubject: s\n\nbody\n.\nrest\n"
    var taken = 0
    for round in 0..<3000 {
      let input = String(decoding: random.mutated(Array(origin.utf8)), as: UTF8.self)
      guard case .mail(let mail)? = try? submit(round % 2 == 0 ? "-t" : "-ti", input) else {
        continue
      }
      taken += 1
      var previous: UInt8 = 0
      let isWhole = mail.mail.allSatisfy { octet in
        defer { previous = octet }
        return (previous == 13) == (octet == 10)
      }
      #expect(isWhole && previous == 10, "seed \(seed) round \(round)")
      let header = MailHeader(of: mail.mail)
      #expect(header.value(of: "bcc") == nil && header.value(of: "date") != nil, "seed \(seed)")
    }
    #expect(taken > 500, "seed \(seed)")
  }
}
