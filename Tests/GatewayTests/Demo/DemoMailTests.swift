// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailRelay
import Testing

struct DemoMailTests {
  @Test(arguments: [
    ("", "\r\n"),
    ("a", "a\r\n"),
    ("a\n", "a\r\n"),
    ("a\r\n", "a\r\n"),
    ("a\nb\r\nc", "a\r\nb\r\nc\r\n"),
    ("\n\n", "\r\n\r\n"),
    ("\r\n\n", "\r\n\r\n"),
    ("a\r", "a\r\r\n"),
  ])
  func `line feeds become CRLF and the last line gets one`(_ file: String, _ mail: String) throws {
    let demo = try DemoMail(name: "test", file: Array(file.utf8))
    #expect(String(decoding: demo.content, as: UTF8.self) == mail)
  }

  @Test func `addresses that are none are refused`() {
    #expect(throws: MailAddressError.self) { try DemoMail(name: "x", from: "nobody", file: []) }
    #expect(throws: MailAddressError.self) { try DemoMail(name: "x", to: ["<a@b>"], file: []) }
    #expect(throws: EnvelopeError.noRecipients) { try DemoMail(name: "x", to: [], file: []) }
  }

  @Test func `the built-in mails have CRLF lines only, go to the far side and differ`() throws {
    let mails = try DemoMail.builtIn()
    #expect(mails.count == 5)
    for mail in mails {
      let content = mail.content
      let carriageReturns = content.count { $0 == 13 }
      let pairs = zip(content, content.dropFirst()).count { $0 == 13 && $1 == 10 }
      #expect(pairs == content.count { $0 == 10 }, "\(mail.name)")
      #expect(pairs == carriageReturns, "\(mail.name)")
      #expect(content.suffix(2).elementsEqual([13, 10]), "\(mail.name)")
      #expect(mail.envelope.forwardPaths.allSatisfy { $0.domain == DemoMail.farDomain })
      #expect(content.count > 200, "\(mail.name)")
    }
    #expect(Set(mails.map(\.content)).count == mails.count)
    #expect(Set(mails.map(\.name)).count == mails.count)
  }
}
