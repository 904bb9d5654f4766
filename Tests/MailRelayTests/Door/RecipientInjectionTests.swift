// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

/// Octets that break out of a line or a path, in RCPT.
struct RecipientInjectionTests {
  static let places = [
    "RCPT TO:<*@d>", "RCPT TO:<c@*>", "RCPT TO:<\"*\"@d>", "RCPT TO:<c@[*]>", "RCPT TO:<@*:c@d>",
    "RCPT TO:<c@d> NOTIFY=*", "RCPT TO:<c@d> ORCPT=rfc822;*", "RCPT TO:<c@d> *",
  ]

  @Test(arguments: places, InjectionTests.breakers)
  func `nothing smuggled into RCPT names another recipient or holds a line break`(
    place: String, breaker: String
  ) {
    let breaker = breaker.replacing("victim@x", with: "victim")
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<a@b>\r\n\(place.replacing("*", with: breaker))\r\n")
    dialogue.say("RCPT TO:<known@d>\r\nDATA\r\nx\r\n.\r\n")
    let mails = dialogue.transactions
    #expect(mails.count == 1)
    for mail in mails {
      #expect(mail.envelope.forwardPaths.last?.description == "known@d")
      #expect(!mail.envelope.forwardPaths.contains { $0.localPart == "victim" })
      for path in mail.envelope.forwardPaths {
        #expect(path.octets.allSatisfy { (0x20...0x7E).contains($0) })
      }
      for request in mail.request.recipients {
        let original = request.originalRecipient.map { "\($0)" } ?? ""
        #expect(original.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
      }
    }
  }
}
