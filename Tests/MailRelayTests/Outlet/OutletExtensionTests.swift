// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct OutletExtensionTests {
  private func envelope(
    _ recipients: [String] = ["c@d", "e@f"], bodyKind: BodyKind = .sevenBit
  ) throws -> Envelope {
    try Envelope(
      from: .mailbox(MailAddress("a@b")), to: recipients.map { try MailAddress($0) },
      bodyKind: bodyKind)
  }

  private static let request = DeliveryRequest(
    priority: .flash, deliverBy: DeliverBy(remaining: .seconds(90), mode: .notifying),
    returnedContent: .headers, envelopeID: EnvelopeID("a=b"),
    recipients: [
      RecipientRequest(
        notify: [.success, .delay],
        originalRecipient: OriginalRecipient(addressType: "rfc822", address: "x+y@z"))
    ])

  @Test(arguments: [
    ("DSN", " RET=HDRS ENVID=a+3Db", " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+2By@z"),
    ("MT-PRIORITY MIXER", " MT-PRIORITY=4", ""), ("DELIVERBY 100", " BY=90;N", ""),
    ("SIZE", " SIZE=3", ""), ("CHUNKING", "", ""), ("NOTHING", "", ""),
  ])
  func `what was asked is passed on where it is offered`(
    offer: String, mail: String, recipient: String
  ) throws {
    let relay = try ScriptedRelay(
      .smtp, envelope: envelope(), request: Self.request,
      replies: ["220 hi", "250-x\r\n250-PIPELINING\r\n250 \(offer)"])
    #expect(
      relay.heard == "EHLO c.example\r\nMAIL FROM:<a@b>\(mail)\r\nRCPT TO:<c@d>\(recipient)\r\n"
        + "RCPT TO:<e@f>\r\nDATA\r\n")
  }

  @Test(arguments: [
    ("x\r\n", "BINARYMIME\r\n250 CHUNKING", " BODY=BINARYMIME", "BDAT 3 LAST"),
    ("x\n\0\r\n", "BINARYMIME\r\n250 CHUNKING", " BODY=BINARYMIME", "BDAT 5 LAST"),
    ("x\r\n", "CHUNKING\r\n250 8BITMIME", " BODY=8BITMIME", "DATA"),
    ("x\r\n", "NOTHING\r\n250 X", "", "DATA"),
    ("é\r\n", "8BITMIME\r\n250 X", " BODY=8BITMIME", "DATA"),
  ])
  func `a binary mail goes by BDAT where it can, and as text where it is text`(
    mail: String, offer: String, body: String, verb: String
  ) throws {
    for pipelining in ["X", "PIPELINING"] {
      let relay = try ScriptedRelay(
        .lmtp, envelope: envelope(["c@d"], bodyKind: .binaryMIME), mail: mail,
        replies: [
          "220 hi",
          "250-x\r\n250-\(pipelining)\r\n250-\(offer.replacing("250 ", with: "250-"))\r\n250 END",
          "250 ok", "250 ok",
        ])
      let end = verb == "DATA" ? "DATA\r\n" : "\(verb)\r\n\(mail)"
      #expect(
        relay.heard == "LHLO c.example\r\nMAIL FROM:<a@b>\(body)\r\nRCPT TO:<c@d>\r\n\(end)")
    }
  }

  @Test(arguments: ["a\nb\r\n", "a\r\n\0", "a\rb", String(repeating: "x", count: 999) + "\r\n"])
  func `a binary mail that is no text is not given to a relay of texts`(mail: String) throws {
    let relay = try ScriptedRelay(
      .lmtp, envelope: envelope(bodyKind: .binaryMIME), mail: mail,
      replies: ["220 hi", "250-x\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 PIPELINING"])
    #expect(relay.outcome == "pp")
    #expect(relay.results?.first?.reply.status == .init(5, 6, 3))
    #expect(!relay.heard.contains("MAIL"))
  }

  @Test(arguments: [
    ("250|250|250|250 one|550 two", "dp"), ("250|550 no|250|250 two", "pd"),
    ("250|550 no|450 no", "pt"), ("550 no", "pp"), ("250|250|250|250 one", "dt"),
    ("250|250|250", "tt"),
  ])
  func `each end of a chunked mail gives each recipient its result`(
    replies: String, outcome: String
  ) throws {
    for pipelining in ["X", "PIPELINING"] {
      let relay = try ScriptedRelay(
        .lmtp, envelope: envelope(bodyKind: .binaryMIME), mail: "x",
        replies: ["220", "250-x\r\n250-\(pipelining)\r\n250-BINARYMIME\r\n250 CHUNKING"]
          + replies.split(separator: "|").map(String.init), last: .closed("test"))
      #expect(relay.outcome == outcome && relay.isClosed)
      #expect(relay.heard.contains("BDAT") == (replies != "550 no" && !replies.contains("450")))
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `any octets cross between our client and our server`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let mail = (0..<Int.random(in: 0...900, using: &random)).map { _ in
      [13, 10, 46, 0, 255, 65][Int(random.next() % 6)] as UInt8
    }
    var duet = try Duet(mail: mail, to: ["ok@x", "pat@x"], bodyKind: .binaryMIME)
    let outcome = duet.run(pieces: random)
    #expect(outcome.map(\.reply.code) == [250, 452], "seed \(seed)")
    #expect(duet.door.transactions.map(\.mail) == [mail], "seed \(seed)")
  }
}
