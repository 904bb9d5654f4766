// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct EnvelopeFileTests {
  private static func item(_ envelope: String, _ mail: String = "x\n") -> BatchReader.Item {
    EnvelopeFile.item(envelope: Array(envelope.utf8), mail: Array(mail.utf8), octetsMax: 1000)
  }

  @Test(arguments: ["\n", "\r\n"])
  func `envelope and mail become one mail`(lineEnd: String) throws {
    let envelope = ["MAIL FROM:<a@b> ENVID=7", "RCPT TO:<c@d> NOTIFY=NEVER", "RCPT TO:<e@f>"]
    for end in ["", lineEnd] {
      let item = Self.item(envelope.joined(separator: lineEnd) + end, "S: y\n\n.\n..z")
      guard case .mail(let mail) = item else {
        Issue.record("\(item)")
        return
      }
      #expect(mail.mail == Array("S: y\r\n\r\n.\r\n..z\r\n".utf8))
      #expect(mail.envelope.forwardPaths.map(\.description) == ["c@d", "e@f"])
      #expect(mail.request.envelopeID == EnvelopeID("7"))
      #expect(mail.request.recipient(at: 0).notify == .never)
    }
  }

  @Test(arguments: [
    "", "MAIL FROM:<a@b>\n", "RCPT TO:<c@d>\n", "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nx\n.\n",
    "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\n.\nMAIL FROM:<a@b>\nRCPT TO:<e@d>\n",
    "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nQUIT\n", "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nSubject: x\n",
    "MAIL FROM:<a@b>\nRCPT TO:<c@d> SIZE=\n", "MAIL FROM:<a@b\n>\nRCPT TO:<c@d>\n",
    "MAIL FROM:<a@b>\nRCPT TO:<c@d>\rRCPT TO:<e@f>\n",
  ])
  func `anything but one envelope gives no mail`(envelope: String) {
    if case .mail(let mail) = Self.item(envelope) { Issue.record("\(mail.envelope)") }
  }

  @Test func `a mail with a bare CR, or too big, is refused`() {
    let envelope = "MAIL FROM:<a@b>\nRCPT TO:<c@d>\n"
    for mail in ["a\rb\n", String(repeating: "x", count: 1001)] {
      guard case .refused(let reply, _) = Self.item(envelope, mail) else {
        Issue.record("taken")
        continue
      }
      #expect(reply.outcome == .permanentFailure)
    }
  }
}
