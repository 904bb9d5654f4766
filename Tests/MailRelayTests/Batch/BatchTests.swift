// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct BatchTests {
  private static func read(_ octets: [UInt8], octetsMax: Int = 10_000) -> [BatchReader.Item] {
    var reader = BatchReader(octetsMax: octetsMax)
    var items: [BatchReader.Item] = []
    reader.append(octets)
    while let item = reader.next() { items.append(item) }
    if let item = reader.finish() { items.append(item) }
    return items
  }

  private static func read(_ text: String) -> [BatchReader.Item] { read(Array(text.utf8)) }

  private static func mails() throws -> [MailTransaction] {
    [
      MailTransaction(
        envelope: try Envelope(
          from: .mailbox(MailAddress("alice@camp.example")),
          to: [MailAddress("bob@village.example"), MailAddress("bücher@x")],
          bodyKind: .eightBitMIME, encoding: .utf8),
        mail: Array("Subject: é\r\n\r\n.\r\nQUIT\r\n".utf8),
        request: DeliveryRequest(
          priority: .deferred, returnedContent: .full, envelopeID: EnvelopeID("7"),
          recipients: [RecipientRequest(notify: .never), RecipientRequest()])),
      MailTransaction(
        envelope: try Envelope(from: .null, to: [MailAddress("c@d")]), mail: [],
        request: DeliveryRequest(recipients: [RecipientRequest()])),
    ]
  }

  private static func written(_ frame: BatchWriter.Frame, _ mails: [MailTransaction]) throws
    -> [UInt8]
  {
    let writer = BatchWriter(frame)
    return try writer.opening + mails.flatMap { try writer.encoded($0) } + writer.closing
  }

  @Test func `a batch is the client's side of a session`() throws {
    let text = """
      EHLO camp.example\r
      MAIL FROM:<alice@camp.example> BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=7 MT-PRIORITY=-4\r
      RCPT TO:<bob@village.example> NOTIFY=NEVER\r
      RCPT TO:<bücher@x>\r
      DATA\r
      Subject: é\r
      \r
      ..\r
      QUIT\r
      .\r
      MAIL FROM:<>\r
      RCPT TO:<c@d>\r
      DATA\r
      .\r
      QUIT\r\n
      """
    let octets = try Self.written(.session(HostName("camp.example")), Self.mails())
    #expect(String(decoding: octets, as: UTF8.self) == text)
    #expect(Self.read(octets) == (try Self.mails().map(BatchReader.Item.mail)))
    // What a Unix pipe makes of it.
    let unix = octets.filter { $0 != 13 }
    #expect(Self.read(unix) == (try Self.mails().map(BatchReader.Item.mail)))
  }

  @Test func `without EHLO there are no parameters, and mails that need them are refused`() throws {
    let mails = try Self.mails()
    let writer = BatchWriter(.bare)
    #expect(throws: BatchRefusal.self) { try writer.encoded(mails[0]) }
    #expect(writer.opening.isEmpty && writer.closing.isEmpty)
    let plain = MailTransaction(
      envelope: try Envelope(
        from: .null, to: [MailAddress("c@d")], bodyKind: .eightBitMIME), mail: Array("é\r\n".utf8),
      request: DeliveryRequest(priority: .flash))
    let text = "MAIL FROM:<>\r\nRCPT TO:<c@d>\r\nDATA\r\né\r\n.\r\n"
    #expect(try writer.encoded(plain) == Array(text.utf8))
    #expect(throws: BatchRefusal.self) {
      try writer.encoded(MailTransaction(envelope: plain.envelope, mail: Array("a\nb".utf8)))
    }
  }

  @Test func `Exim's form is read, and so is a batch that says more`() throws {
    let exim = "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nSubject: x\n\n..\nend\n.\n"
    let more = "helo x\nVRFY you\nNOOP\n\nRSET\n" + exim + "QUIT\nanything\n"
    for text in [exim, more] {
      guard case .mail(let mail) = Self.read(text).first else {
        Issue.record("no mail in \(text)")
        continue
      }
      #expect(Self.read(text).count == 1)
      #expect(mail.mail == Array("Subject: x\r\n\r\n.\r\nend\r\n".utf8))
      #expect(mail.envelope.reversePath.description == "<a@b>")
    }
  }

  @Test(arguments: [
    ("MAIL FROM:<a b>\nRCPT TO:<c@d>\nDATA\nx\n.\n", "refused 1 553"),
    ("MAIL FROM:<a@b>\nRCPT TO:<c>\nRCPT TO:<d@e>\nDATA\nx\n.\n", "refused 2 553"),
    ("MAIL FROM:<a@b> FOO=1\nRCPT TO:<c@d>\nDATA\nx\n.\n", "refused 1 555"),
    ("MAIL FROM:<a@b>\nRCPT TO:<c@d> FOO=1\nDATA\nx\n.\n", "refused 2 555"),
    ("MAIL FROM:<a@b>\nDATA\nx\n.\n", "refused 4 554"),
    ("MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nx\ry\n.\n", "refused 5 550"),
    ("MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nx\r\n.\r\n.\n", "refused 6 550"),
  ])
  func `a mail with a fault is refused and the next one read`(text: String, fault: String) throws {
    let good = "MAIL FROM:<>\nRCPT TO:<g@h>\nDATA\ngood\n.\n"
    let items = Self.read(text + good)
    #expect(items.count == 2)
    #expect(items.first.map(Self.name) == fault)
    #expect(items.last.map(Self.name) == "mail g@h")
  }

  @Test(arguments: [
    ("BDAT 3 LAST\nabc", "broken 1 501"), ("DATA\n", "broken 1 501"),
    ("RCPT TO:<a@b>\n", "broken 1 501"),
    ("STARTTLS\n", "broken 1 501"), ("MAIL FROM:<a@b>\nMAIL FROM:<c@d>\n", "broken 2 501"),
    ("MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nx\n", "broken 4 501"),
    ("MAIL FROM:<a@b>\n", "broken 1 501"),
    ("QU", "broken 0 501"), ("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\n", "broken 2 501"),
    ("\0\n", "broken 1 501"),
  ])
  func `what cannot be trusted ends the batch`(text: String, fault: String) {
    let items = Self.read(text)
    #expect(items.map(Self.name) == [fault])
  }

  @Test func `a mail that is too big is refused`() {
    let items = Self.read(
      Array("MAIL FROM:<>\nRCPT TO:<c@d>\nDATA\n123456789\n.\n".utf8), octetsMax: 10)
    #expect(items.map(Self.name) == ["refused 5 552"])
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `a mutated batch has one outcome however it is cut`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var count = 0
    let batch = try Self.written(.session(HostName("x")), Self.mails() + Self.mails())
    for round in 0..<1500 {
      var octets = random.mutated(batch)
      if round % 2 == 0 { octets.removeAll { $0 == 13 } }
      let whole = Self.read(octets)
      var reader = BatchReader(octetsMax: 10_000)
      var items: [BatchReader.Item] = []
      for piece in random.pieces(octets, most: 20) {
        reader.append(piece)
        while let item = reader.next() { items.append(item) }
      }
      if let item = reader.finish() { items.append(item) }
      #expect(items == whole, "seed \(seed) round \(round)")
      for case .mail(let mail) in whole {
        count += 1
        let again = try Self.written(.session(HostName("x")), [mail])
        guard case .mail(let copy) = Self.read(again).first else {
          Issue.record("seed \(seed) round \(round)")
          continue
        }
        // 8-bit text that was declared 7BIT is declared rightly the second time.
        #expect(copy.mail == mail.mail && copy.request == mail.request, "seed \(seed)")
        #expect(copy.envelope.forwardPaths == mail.envelope.forwardPaths, "seed \(seed)")
      }
    }
    #expect(count > 500, "seed \(seed)")
  }

  private static func name(_ item: BatchReader.Item) -> String {
    switch item {
    case .mail(let mail): "mail \(mail.envelope.forwardPaths[0])"
    case .refused(let reply, let line): "refused \(line) \(reply.code)"
    case .broken(let reply, let line): "broken \(line) \(reply.code)"
    }
  }

  @Test(arguments: [BodyKind.sevenBit, .eightBitMIME, .binaryMIME], [0, 3])
  func `the envelope that is read is the one that was written`(
    _ kind: BodyKind, _ hops: Int
  ) throws {
    for text in ["Subject: x\r\n\r\n", "Subject: é\r\n\r\n"] {
      let envelope = try Envelope(
        from: .null, to: [MailAddress("c@d")], bodyKind: kind
      ).after(hops: hops)
      let mail = MailTransaction(envelope: try #require(envelope), mail: Array(text.utf8))
      // The second mail has flags of its own: none.
      let items = Self.read(
        try Self.written(.session(HostName("camp.example")), [mail] + Self.mails()))
      #expect(items.count == 3)
      guard case .mail(let found) = items.first, case .mail(let next) = items.last else { return }
      #expect(found.envelope == mail.envelope)
      #expect(next.envelope == (try Self.mails()).last?.envelope)
    }
  }

  @Test func `a mail that a batch would alter does not stand in one`() throws {
    let envelope = try Envelope(from: .null, to: [MailAddress("c@d")], bodyKind: .binaryMIME)
    for text in ["Subject: x\r\n\r\nno end", "x\r", "x\n"] {
      let mail = MailTransaction(envelope: envelope, mail: Array(text.utf8))
      #expect(throws: BatchRefusal.self) {
        try BatchWriter(.session(HostName("a"))).encoded(mail)
      }
    }
  }
}
