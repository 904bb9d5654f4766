// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct SubmissionCommandTests {
  private func command(
    _ line: String, as personality: SubmissionCommand.Personality = .sendmail
  ) throws -> SubmissionCommand {
    try SubmissionCommand(
      parsing: line.split(separator: " ").map { $0 == "''" ? "" : String($0) }, as: personality,
      defaultDomain: HostName("camp.example"))
  }

  @Test func `sendmail's options are read in each of their forms`() throws {
    let lines = [
      "-f a@b -i -F Alice -N success,delay -R hdrs -V id7 -B 8bitmime -- x@y -z@y",
      "-fa@b -oi -FAlice -Nsuccess,delay -RHDRS -Vid7 -B8BITMIME -- x@y -z@y",
      "-vimf a@b -F Alice -N DELAY,SUCCESS -R hdrs -V id7 -bm -oem -odb -U -B 8BITMIME -- x@y -z@y",
      "-r <a@b> -o i -p SMTP -h 3 -L tag -O a=b -X log -F Alice -Nsuccess,delay -Rhdrs -Vid7"
        + " -B8BITMIME -- x@y -z@y",
    ]
    let all = try lines.map { try command($0) }
    let first = all[0]
    #expect(all.allSatisfy { $0 == first })
    #expect(first.sender?.description == "<a@b>" && first.fullName == "Alice" && first.ignoresDots)
    #expect(first.notify == [.success, .delay] && first.request.returnedContent == .headers)
    #expect(first.request.envelopeID?.text == "id7" && first.bodyKind == .eightBitMIME)
    #expect(first.recipients.map(\.description) == ["x@y", "-z@y"])
    #expect(!first.readsRecipients && first.input == .mail)
  }

  @Test(arguments: ["-f <> x@y", "-f '' x@y", "-f \"<>\" x@y"])
  func `each form of the null sender is known`(line: String) throws {
    #expect(try command(line).sender == .null)
  }

  @Test func `a name alone gets the domain`() throws {
    let command = try command("-f root alice bob@x")
    #expect(command.sender?.description == "<root@camp.example>")
    #expect(command.recipients.map(\.description) == ["alice@camp.example", "bob@x"])
  }

  @Test func `priority and deadline are read`() throws {
    let one = try command("--priority 4 --by 3600;R x@y")
    let two = try command("--priority=4 --by=3600;r -- x@y")
    #expect(one == two && one.request.priority == .flash)
    #expect(one.request.deliverBy?.description == "3600;R")
  }

  @Test(arguments: [
    ("", SystemExit.usage), ("-f a@b", .usage), ("-f", .usage), ("-N", .usage),
    ("-N maybe x@y", .usage),
    ("-N never,delay x@y", .usage), ("-R some x@y", .usage), ("-V \u{7} x@y", .usage),
    ("-B BINARYMIME x@y", .usage), ("-bp", .usage), ("-bs", .usage), ("-bd", .usage),
    ("-bi", .usage),
    ("-q", .usage), ("-q5m", .usage), ("-C /etc/evil x@y", .usage), ("-Z x@y", .usage),
    ("--frob x@y", .usage), ("--priority", .usage), ("--priority 10 x@y", .usage),
    ("--by 0;R x@y", .usage), ("-t x@y", .usage), ("x@y -f a@b", .usage), ("- x@y", .usage),
    ("x@y@z", .noUser), ("-f a..b@c x@y", .noUser), ("x@y\u{0}", .noUser),
    ("-Ofoo@x", .usage),
  ])
  func `a wrong command line is refused with an exit status`(line: String, exit: SystemExit) {
    do {
      _ = try command(line)
      Issue.record("taken: \(line)")
    } catch let error as SubmissionError {
      #expect(error.exit == exit)
      #expect(error.description.hasPrefix("5."))
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func `rmail has recipients alone, paths among them`() throws {
    let command = try command("bob@x hub!village!carol dave", as: .rmail)
    #expect(
      command.recipients.map(\.description) == ["bob@x", "carol@village", "dave@camp.example"])
    #expect(try self.command("-- -x@y", as: .rmail).recipients.map(\.description) == ["-x@y"])
    for line in ["-f a@b x@y", "--by 5;R x@y", "", "-t"] {
      #expect(throws: SubmissionError.self) { try self.command(line, as: .rmail) }
    }
  }

  @Test func `a batch has no recipients on the command line`() throws {
    #expect(try command("-bS").input == .batch)
    #expect(try command("-i -bS -v").input == .batch)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `any words are read without a trap`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = [
      "-f", "a@b", "-t", "-i", "-oi", "-bS", "-N", "success", "-R", "hdrs", "-V", "--", "-", "--by",
      "5;R", "--priority=3", "x@y", "", "-\u{1F600}", "é@x", "--=", "-b", "<>", "-F",
    ]
    var taken = 0
    for _ in 0..<5000 {
      let line = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        words[Int(random.next() % UInt64(words.count))]
      }
      for personality in [SubmissionCommand.Personality.sendmail, .rmail] {
        let command = try? SubmissionCommand(
          parsing: line, as: personality, defaultDomain: HostName("x"))
        if let command {
          taken += 1
          #expect(
            command.input == .batch || command.readsRecipients || !command.recipients.isEmpty,
            "seed \(seed)")
        }
      }
    }
    #expect(taken > 300, "seed \(seed)")
  }
}
