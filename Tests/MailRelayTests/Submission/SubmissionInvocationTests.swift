// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct SubmissionInvocationTests {
  @Test(arguments: [
    ("/usr/sbin/sendmail -t", SubmissionCommand.Personality.sendmail, ["-t"]),
    ("rmail bob@x", .rmail, ["bob@x"]),
    ("./loragw-submit -i -- bob@x", .sendmail, ["-i", "--", "bob@x"]),
    ("/usr/bin/loragw submit -f a@b c@d", .sendmail, ["-f", "a@b", "c@d"]),
    ("sendmail submit", .sendmail, ["submit"]),
  ])
  func `a link's name or the command says who is called`(
    line: String, personality: SubmissionCommand.Personality, words: [String]
  ) throws {
    let invocation = try #require(
      SubmissionInvocation(process: line.split(separator: " ").map(String.init)))
    #expect(invocation.personality == personality && invocation.words == words)
    #expect(invocation.configuration == nil && !invocation.wantsHelp)
  }

  @Test(arguments: [
    [], ["loragw"], ["/x/loragw", "run"], ["loragw", "--help"], ["sendmail2", "x"],
  ])
  func `any other call submits nothing`(words: [String]) {
    #expect(SubmissionInvocation(process: words) == nil)
  }

  @Test func `the configuration is taken out, and only before the recipients`() {
    let words = ["--config", "a.toml", "-i", "--config=b.toml", "--", "--config", "x@y"]
    let invocation = SubmissionInvocation(words, as: .sendmail)
    #expect(invocation.configuration == "b.toml")
    #expect(invocation.words == ["-i", "--", "--config", "x@y"])
    #expect(SubmissionInvocation(["--config"], as: .rmail).configuration == "")
    #expect(SubmissionInvocation(["--help"], as: .rmail).wantsHelp)
  }
}
