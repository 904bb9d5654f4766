// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MailClientSessionTests {
  private func envelope(
    _ recipients: [String] = ["c@d", "e@f"], encoding: AddressEncoding = .ascii,
    bodyKind: BodyKind = .sevenBit
  ) throws -> Envelope {
    try Envelope(
      from: .mailbox(MailAddress("a@b")), to: recipients.map { try MailAddress($0) },
      bodyKind: bodyKind, encoding: encoding)
  }

  @Test func `without PIPELINING each command waits for its reply`() throws {
    let relay = try ScriptedRelay(
      .lmtp, envelope: envelope(), mail: "Subject: x\r\n\r\n.dot\r\nend",
      replies: [
        "220 hi", "250 x", "250 ok", "250 ok", "250 ok", "354 go", "250 one", "452 4.2.2 two",
        "221 bye",
      ])
    #expect(
      relay.heard == """
        LHLO c.example\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r
        Subject: x\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n
        """)
    #expect(
      relay.results == [
        .delivered(Reply(250, nil, "one")), .temporary(Reply(452, .init(4, 2, 2), "two")),
      ])
    #expect(relay.isClosed)
    #expect(relay.patience.first == .seconds(300) && relay.patience[6] == .seconds(600))
  }

  @Test func `with PIPELINING the envelope goes out at once`() throws {
    let relay = try ScriptedRelay(
      .lmtp, envelope: envelope(bodyKind: .eightBitMIME, ),
      replies: ["220 hi", "250-x\r\n250-pipelining\r\n250-8BITMIME\r\n250 SIZE 0"])
    #expect(
      relay.heard == """
        LHLO c.example\r\nMAIL FROM:<a@b> SIZE=3 BODY=8BITMIME\r\nRCPT TO:<c@d>\r
        RCPT TO:<e@f>\r\nDATA\r\n
        """)
  }

  @Test func `SMTP has one reply for all, and HELO where EHLO is unknown`() throws {
    let relay = try ScriptedRelay(
      .smtp, envelope: envelope(),
      replies: [
        "220 hi", "502 what?", "250 x", "250 ok", "250 ok", "550 5.1.1 no", "354 go", "250 ok",
      ])
    #expect(relay.heard.hasPrefix("EHLO c.example\r\nHELO c.example\r\nMAIL FROM:<a@b>\r\n"))
    #expect(
      relay.results == [
        .delivered(Reply(250, nil, "ok")), .permanent(Reply(550, .init(5, 1, 1), "no")),
      ])
  }

  /// Replies to greeting, LHLO, MAIL, RCPT, RCPT, DATA, mail, mail; then the connection is lost.
  @Test(arguments: [
    ("", "tt"), ("554 no", "tt"), ("421 no", "tt"), ("junk", "tt"), ("220", "tt"),
    ("220|500 what", "tt"), ("220|450 no", "tt"), ("220|250", "tt"), ("220|250|450 no", "tt"),
    ("220|250|550 no", "pp"), ("220|250|250", "tt"), ("220|250|250|550 no|250", "pt"),
    ("220|250|250|550 no|450 no", "pt"), ("220|250|250|550 no|553 no", "pp"),
    ("220|250|250|550 no|421 bye", "pt"), ("220|250|250|552 5.5.3 many|552 big", "tt"),
    ("220|250|250|552 5.3.4 big|552 5.2.2 full", "pp"), ("220|250|250|354 eh|250", "tt"),
    ("220|250|250|250|251|554 no", "pp"), ("220|250|250|250|251|451 no", "tt"),
    ("220|250|250|250|251|250 eh", "tt"), ("220|250|250|550 no|250|450 no", "pt"),
    ("220|250|250|250|250|354", "tt"), ("220|250|250|250|250|354|250", "dt"),
    ("220|250|250|250|250|354|250|550 no", "dp"), ("220|250|250|250|250|354|250|250", "dd"),
    ("220|250|250|450 no|250|354|250", "td"), ("220|250|250|250|250|354|421 bye", "tt"),
    ("220|250|250|250|250|354|250|421 bye", "dt"), ("220|250|250|250|250|354|250|354 eh", "dt"),
    ("220|250|250|250|250|354|250-a|junk", "tt"),
  ])
  func `each end of a dialogue gives each recipient its result`(
    replies: String, outcome: String
  ) throws {
    let script = replies.split(separator: "|").map(String.init)
    for hello in ["250", "250-x\r\n250 PIPELINING"] {
      let replies = script.enumerated().map { $0 == 1 && $1 == "250" ? hello : $1 }
      for last in [MailClientSession.Event.closed("test"), .timeout] {
        let relay = try ScriptedRelay(.lmtp, envelope: envelope(), replies: replies, last: last)
        #expect(relay.outcome == outcome)
        #expect(relay.isClosed)
      }
    }
  }

  @Test(arguments: [
    "220|250-x\r\n250 PIPELINING|550 no", "220|250-x\r\n250 PIPELINING|250|550 no|550 no",
  ])
  func `with DATA on its way a refused mail drops the connection unsaid`(replies: String) throws {
    let relay = try ScriptedRelay(
      .lmtp, envelope: envelope(), replies: replies.split(separator: "|").map(String.init))
    #expect(relay.heard.hasSuffix("DATA\r\n"))
    #expect(relay.outcome == "pp" && relay.isClosed)
  }

  @Test(arguments: [
    ("SIZE 2", "x\r\n", "552 5.3.4 The mail has 3 octets; the relay takes at most 2"),
    ("SIZE 3", "é\r\n", "552 5.3.4 The mail has 4 octets; the relay takes at most 3"),
    ("SIZE", "é\r\n", "554 5.6.3 The mail has 8-bit text, which the relay does not take"),
    (
      "8BITMIME", "Subject: é\r\n\r\nx\r\n",
      "553 5.6.7 The mail has UTF-8 in addresses or header; the relay takes none"
    ),
  ])
  func `what a relay cannot take it is not given`(
    offer: String, mail: String, refusal: String
  ) throws {
    let relay = try ScriptedRelay(
      .lmtp, envelope: envelope(encoding: .utf8), mail: mail,
      replies: ["220 hi", "250-x\r\n250 \(offer)"])
    #expect(relay.outcome == "pp")
    #expect(relay.results?.first?.reply.description == refusal)
    #expect(!relay.heard.contains("MAIL"))
  }

  @Test(arguments: [
    ("8BITMIME\r\n250 SMTPUTF8", "Subject: é\r\n\r\nx\r\n", " BODY=8BITMIME SMTPUTF8"),
    ("8BITMIME", "Subject: x\r\n\r\né\r\n", " BODY=8BITMIME"), ("8BITMIME", "x\r\n", ""),
    ("SMTPUTF8", "x\r\n", " SMTPUTF8"), ("NOTHING", "x\r\n", ""),
  ])
  func `flags are sent where they are offered, and missed only where they are needed`(
    offer: String, mail: String, parameters: String
  ) throws {
    let relay = try ScriptedRelay(
      .lmtp, envelope: envelope(encoding: .utf8), mail: mail,
      replies: ["220 hi", "250-x\r\n250-\(offer.replacing("250 ", with: "250-"))\r\n250 END"])
    #expect(relay.heard.hasSuffix("MAIL FROM:<a@b>\(parameters)\r\n"))
  }

  @Test func `non-ASCII addresses need SMTPUTF8`() throws {
    let foreign = try envelope(["é@x"], encoding: .utf8)
    let refused = ScriptedRelay(.smtp, envelope: foreign, replies: ["220", "250"])
    #expect(refused.results?.first?.reply.status == .init(5, 6, 7))
    let taken = ScriptedRelay(
      .smtp, envelope: foreign,
      replies: ["220", "250-x\r\n250-SMTPUTF8\r\n250 PIPELINING"])
    #expect(taken.heard.contains("RCPT TO:<é@x>\r\n"))
  }

  @Test func `a lost connection says when it was lost`() throws {
    let relay = try ScriptedRelay(
      .smtp, envelope: envelope(), replies: ["220", "250", "250", "250", "250", "354"],
      last: .closed("reset"))
    let text = "Connection to the relay lost after the mail was sent; it may have been taken: reset"
    #expect(relay.results?.first == .temporary(Reply(451, .init(4, 4, 2), text)))
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `our client and our server agree in any pieces`(seed: UInt64) throws {
    let mail = Array("Subject: x\r\n\r\n.\r\n..x\r\nü\r\n".utf8)
    var duet = try Duet(
      mail: mail, to: ["pat@x", "jones@x", "ok@x", "never@x", "later@x"], bodyKind: .eightBitMIME)
    let outcome = duet.run(pieces: SplitMix64(seed: seed))
    #expect(
      outcome.map(\.reply.description) == [
        "452 4.2.2 <pat@x> is temporarily over quota", "550 5.1.1 No such user here",
        "250 2.0.0 <ok@x> queued", "554 5.7.1 <never@x> refuses it", "451 4.7.1 Try later",
      ], "seed \(seed)")
    #expect(duet.door.transactions.map(\.mail) == [mail], "seed \(seed)")
    #expect(duet.door.transactions.first?.envelope.bodyKind == .eightBitMIME, "seed \(seed)")
  }

  @Test func `a connection lost at any octet delivers nothing that was not taken`() throws {
    for limit in 1..<700 {
      var duet = try Duet(mail: Array("x\r\n".utf8), to: ["ok@x", "fine@x"])
      let outcome = duet.run(pieces: SplitMix64(seed: UInt64(limit)), limit: limit)
      #expect(outcome.count == 2 && duet.results.count == 1, "limit \(limit)")
      for case .delivered in outcome {
        #expect(duet.door.transactions.count == 1, "limit \(limit)")
      }
    }
  }

  @Test func `a mail for a thousand recipients goes in one transaction`() throws {
    var duet = try Duet(mail: Array("x\r\n".utf8), to: (0..<1000).map { "u\($0)@x" })
    #expect(duet.run(pieces: nil).count { $0.reply.code == 250 } == 1000)
    #expect(duet.door.transactions.count == 1)
  }
}
