// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

/// Octets that break out of a line or a path, at each place where a stranger's octets go.
struct InjectionTests {
  static let breakers = [
    "\r\nRCPT TO:<victim@x>\r\n", "\nRCPT TO:<victim@x>\n", "\rDATA\r", "\0", "\u{B}", "\u{C}",
    "\u{85}", "\u{2028}", "\u{2029}", "\u{1B}[2J", "\u{7F}", "> SIZE=1 <", "> NOTIFY=NEVER",
  ]
  static let places = [
    "MAIL FROM:<*@b>", "MAIL FROM:<a@*>", "MAIL FROM:<\"*\"@b>", "MAIL FROM:<a@b> ENVID=*",
    "MAIL FROM:<a@[*]>", "MAIL FROM:<@*:a@b>", "MAIL FROM:<a@b> SMTPUTF8 BODY=*",
  ]

  @Test(arguments: places, breakers)
  func `nothing smuggled into MAIL names a recipient or reaches the envelope`(
    place: String, breaker: String
  ) throws {
    for encoding in ["", " SMTPUTF8"] {
      var dialogue = DoorDialogue.ready()
      dialogue.say(place.replacing("*", with: breaker) + encoding + "\r\n")
      dialogue.say("RSET\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n.\r\n")
      let recipients = dialogue.transactions.flatMap(\.envelope.forwardPaths).map(\.description)
      #expect(recipients == ["c@d"])
      #expect(dialogue.transactions.map(\.envelope.reversePath.description) == ["<a@b>"])
    }
  }

  @Test(arguments: breakers)
  func `no address and no parameter holds what breaks a line`(breaker: String) {
    let controls = breaker.unicodeScalars.filter { !(0x20...0x7E).contains($0.value) }
    guard !controls.isEmpty else { return }
    for text in ["a\(breaker)b@c", "a@b\(breaker)c", "\"a\(breaker)b\"@c"] {
      #expect(throws: MailAddressError.self) { try MailAddress(text) }
    }
    #expect(EnvelopeID("a" + breaker) == nil)
    #expect(OriginalRecipient(addressType: "rfc822", address: "a" + breaker) == nil)
    #expect(OriginalRecipient(addressType: "utf-8", address: "a" + breaker) == nil)
  }

  @Test(arguments: breakers)
  func `a reply is one line of printable ASCII whatever it repeats`(breaker: String) {
    var dialogue = DoorDialogue.ready()
    dialogue.feed(.bytes(Array("FROB\(breaker)X".utf8).filter { $0 != 10 && $0 != 13 } + [13, 10]))
    let lines = dialogue.text.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.count == 2 && lines[1].isEmpty)
    #expect(lines[0].utf8.allSatisfy { (0x20...0x7E).contains($0) })
    let text = Reply(550, .init(5, 1, 1), "x\(breaker)250 2.0.0 taken").text
    #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
  }

  @Test(arguments: breakers)
  func `a relay's reply cannot put words into our mouth`(breaker: String) throws {
    let envelope = try Envelope(from: .null, to: [MailAddress("c@d")])
    let relay = ScriptedRelay(
      .lmtp, envelope: envelope,
      replies: ["220 x", "250 x\(breaker.filter { !$0.isNewline })", "550 5.1.1 no \(breaker) x"])
    #expect(!relay.heard.contains("victim"))
    let text = relay.results?.first?.reply.text ?? ""
    #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
  }
}
