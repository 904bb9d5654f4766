// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

/// Strangers' octets on a command line and in a header that is completed.
struct SubmissionInjectionTests {
  private static let domain = HostName("camp.example")

  private static func submit(_ words: [String], _ input: String) throws -> MailTransaction? {
    let command = try SubmissionCommand(parsing: words, as: .sendmail, defaultDomain: domain)
    let defaults = Submission.Defaults(
      sender: .mailbox(try MailAddress("user@camp.example")), domain: domain,
      date: MailDate(unixSeconds: 0), messageID: "id\r\nX: y", octetsMax: 100_000)
    let made = try Submission(command, input: Array(input.utf8), defaults: defaults)
    guard case .mail(let mail) = made else { return nil }
    return mail
  }

  @Test(arguments: InjectionTests.breakers)
  func `no name and no identifier adds a line to the header`(breaker: String) throws {
    let mail = try #require(try Self.submit(["-i", "-F", "A\(breaker)B", "bob@x"], "\nbody\n"))
    let header = MailHeader(of: mail.mail)
    #expect(header.fields.map(\.name) == ["from", "date", "message-id"])
    #expect(mail.mail.count { $0 == 10 } == 5)
    #expect(mail.envelope.forwardPaths.map(\.description) == ["bob@x"])
  }

  @Test(
    arguments: ["-f", "-r", "-V", "-N", "-R", "-B", "--priority", "--by"], InjectionTests.breakers)
  func `no option's value reaches the envelope with what breaks a line`(
    option: String, breaker: String
  ) {
    guard breaker.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return }
    #expect(throws: SubmissionError.self) {
      try Self.submit(["-i", option, "a@b\(breaker)", "bob@x"], "x\n")
    }
  }

  @Test(arguments: ["-Ofoo@x", "-oQ/tmp", "-C/etc/passwd", "--config=x", "-be", "-t"])
  func `a recipient like an option is none, unless it stands behind the dashes`(
    word: String
  ) throws {
    #expect(throws: SubmissionError.self) { try Self.submit(["-i", "bob@x", word], "x\n") }
    guard let mail = try? Self.submit(["-i", "--", word], "x\n") else { return }
    #expect(mail.envelope.forwardPaths.count == 1)
    #expect(mail.envelope.forwardPaths[0].description.hasPrefix(word))
  }

  @Test(arguments: ["To: a@b\r\nBcc: victim@x", "To: a@b\nBcc: c@d, \"x\ny\"@z", "To: <a@b\n>"])
  func `a folded or broken address field gives addresses of one line, or none`(
    field: String
  ) throws {
    guard let mail = try? Self.submit(["-i", "-t"], field + "\n\nbody\n") else { return }
    for path in mail.envelope.forwardPaths {
      #expect(path.octets.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }
    #expect(MailHeader(of: mail.mail).value(of: "bcc") == nil)
  }
}
