// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailRelay
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PipeCommandTests {
  private let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("lw-\(UInt64.random(in: .min ... .max))").path

  /// Hands a mail to a script, and returns the results.
  private func deliver(
    _ script: String, timeLimit: Duration = .seconds(1000), from sender: String? = "a@b",
    to recipients: [String] = ["c@d"],
    mail: String = "Subject: x\r\n\r\n.\r\nbody\r\n"
  ) async throws -> [RecipientResult] {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    let path = directory + "/command"
    // Read by a shell: a file just written may be open in a process forked meanwhile, and then it
    // cannot be executed.
    try Data("cd '\(directory)' || exit 75\n\(script)\n".utf8)
      .write(to: URL(fileURLWithPath: path))
    let envelope = try Envelope(
      from: try sender.map { .mailbox(try MailAddress($0)) } ?? .null,
      to: recipients.map { try MailAddress($0) })
    let id = try #require(DeliveryID("x"))
    return try await MailOutlet.pipe(
      PipeCommand(parsing: "/bin/sh \(path) -i -x", timeLimit: timeLimit)
    ).deliver(envelope, mail: Array(mail.utf8), deliveryID: id)
  }

  private func file(_ name: String) throws -> String {
    try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
  }

  @Test func `a command gets its words, the sender behind -f, and the recipients behind --`()
    async throws
  {
    let results = try await deliver(
      "for x; do echo \"$x\"; done > words; cat > mail; echo 2.1.5 fine",
      to: ["c@d", "\"a b; rm -rf $HOME\"@x", "-Ofoo@x", "`id`@x"])
    #expect(results.map(\.reply.description).filter { $0 == "250 2.1.5 fine" }.count == 3)
    #expect(results[2].reply.status == .init(5, 1, 3))
    #expect(
      try file("words") == "-i\n-x\n-f\na@b\n--\nc@d\n\"a b; rm -rf $HOME\"@x\n`id`@x\n")
    #expect(try file("mail") == "Subject: x\n\n.\nbody\n")
  }

  @Test func `the null sender is written as such, and one like an option is refused`() async throws
  {
    #expect(try await deliver("echo \"$4\" > words", from: nil).map(\.reply.code) == [250])
    #expect(try file("words") == "<>\n")
    let refused = try await deliver("touch ran", from: "-bs@x")
    #expect(refused.map(\.reply.code) == [553])
    #expect(throws: (any Error).self) { try file("ran") }
    let all = try await deliver("touch ran", to: ["-a@x", "--b@x"])
    #expect(all.map(\.reply.code) == [553, 553])
    #expect(throws: (any Error).self) { try file("ran") }
  }

  @Test(arguments: [
    (0, "250 2.0.0"), (64, "554 5.5.4"), (65, "554 5.6.0"), (66, "554 5.3.0"), (67, "554 5.1.1"),
    (68, "554 5.1.2"), (69, "554 5.3.0"), (70, "554 5.3.0"), (71, "451 4.3.0"), (72, "554 5.3.0"),
    (73, "554 5.2.0"), (74, "554 5.3.0"), (75, "451 4.3.0"), (76, "554 5.5.0"), (77, "554 5.7.0"),
    (78, "554 5.3.5"), (1, "451 4.3.0"), (63, "451 4.3.0"), (79, "451 4.3.0"), (127, "451 4.3.0"),
    (255, "451 4.3.0"),
  ])
  func `an exit status means what sendmail means by it`(status: Int32, code: String) async throws {
    let result = try await deliver("exit \(status)")
    #expect(result[0].reply.description.hasPrefix(code))
    #expect(result[0].isTemporary == code.hasPrefix("4"))
  }

  @Test(arguments: [
    ("echo 4.2.2 over quota; exit 75", "451 4.2.2 over quota"),
    ("echo 5.2.1 gone >&2; exit 67", "554 5.2.1 gone"),
    ("echo 5.2.1 gone; exit 75", "451 4.3.0 gone"), ("echo full; exit 73", "554 5.2.0 full"),
    ("kill -9 $$", "451 4.3.0 /"), ("yes | head -c 100000; exit 0", "250 2.0.0 y y y"),
  ])
  func `the output is the text, and its enhanced code counts where it agrees`(
    script: String, reply: String
  ) async throws {
    #expect(try await deliver(script)[0].reply.description.hasPrefix(reply))
  }

  @Test func `a command need not read its mail, nor end its children`() async throws {
    let mail = "Subject: x\r\n\r\n" + String(repeating: "0123456789\r\n", count: 300_000)
    #expect(try await deliver("exec 0<&-; exit 0", mail: mail)[0].reply.code == 250)
    #expect(try await deliver("sleep 20 & exit 75")[0].isTemporary)
    #expect(try await deliver("wc -c > count", mail: mail)[0].reply.code == 250)
    #expect(try file("count") == "\(mail.utf8.count - 300_002)\n")
  }

  @Test func `a command that takes too long is stopped with its children`() async throws {
    let results = try await deliver(
      "echo busy; sleep 600 & sleep 600", timeLimit: .milliseconds(300))
    #expect(results[0].isTemporary)
    #expect(results[0].reply.text.hasSuffix("took too long and was stopped: busy"))
  }

  @Test func `a mail with a bare line end is given to no command`() async throws {
    for mail in ["a\nb\r\n", "a\rb\r\n", "a\r"] {
      let results = try await deliver("touch ran", mail: mail)
      #expect(results[0].reply.status == .init(5, 6, 0))
    }
    #expect(throws: (any Error).self) { try file("ran") }
  }

  @Test func `a command that is not there is a matter for later`() async throws {
    let id = try #require(DeliveryID("x"))
    let results = try await MailOutlet(parsing: "pipe:/nonexistent/sendmail").deliver(
      Envelope(from: .null, to: [MailAddress("c@d")]), mail: [], deliveryID: id)
    #expect(results[0].isTemporary)
    #expect(results[0].reply.text.contains("/nonexistent/sendmail"))
  }

  @Test func `results of several recipients make one exit status`() {
    func exit(_ replies: (Int, EnhancedStatus)...) -> SystemExit {
      SystemExit(
        replies.map { code, status in
          let reply = Reply(code, status, "x")
          switch code / 100 {
          case 2: return .delivered(reply)
          case 4: return .temporary(reply)
          default: return .permanent(reply)
          }
        })
    }
    #expect(exit((250, .init(2, 0, 0))) == .success)
    #expect(exit((250, .init(2, 0, 0)), (550, .init(5, 1, 1))) == .noUser)
    #expect(exit((550, .init(5, 1, 1)), (451, .init(4, 3, 0))) == .temporaryFailure)
    #expect(exit((550, .init(5, 1, 2))) == .noHost)
    #expect(exit((550, .init(5, 7, 1))) == .noPermission)
    #expect(exit((554, .init(5, 6, 0))) == .dataError)
    #expect(exit((552, .init(5, 3, 4))) == .unavailable)
  }
}

extension RecipientResult {
  fileprivate var isTemporary: Bool { if case .temporary = self { true } else { false } }
}
