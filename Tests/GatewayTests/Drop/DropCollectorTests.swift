// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import Logging
import MailRelay
import Synchronization
import Testing

/// A door that refuses those whose names begin with `no`, and is busy for those with `later`.
private final class TestDoor: MailAcceptor {
  private let taken = Mutex<[MailTransaction]>([])

  var mails: [MailTransaction] { taken.withLock { $0 } }

  func judge(_ inquiry: RecipientInquiry) async -> Reply {
    let name = inquiry.recipient.localPart
    if name.hasPrefix("no") { return Reply(550, .init(5, 1, 1), "<\(inquiry.recipient)> no") }
    if name.hasPrefix("later") { return Reply(451, .init(4, 3, 0), "later") }
    return Reply(250, nil, "fine")
  }

  func accept(_ transaction: MailTransaction) async -> [Reply] {
    taken.withLock { $0.append(transaction) }
    return transaction.envelope.forwardPaths.map { _ in Reply(250, nil, "taken") }
  }
}

/// A clock that is set by hand.
private final class TestClock: Sendable {
  private let time = Mutex(Instant.zero)

  var now: Instant {
    get { time.withLock { $0 } }
    set { time.withLock { $0 = newValue } }
  }
}

private struct DropTest {
  let folder: DropFolder
  let door = TestDoor()
  let collector: DropCollector

  init(_ directory: String, clock: @escaping @Sendable () -> Instant = { .zero }) throws {
    folder = DropFolder(path: directory + "/drop")
    try folder.prepare()
    collector = DropCollector(
      folder, acceptor: door, octetsMax: 10_000,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: clock)
  }

  func drop(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.new + "/" + name))
  }

  func names(_ part: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + part).sorted()
  }

  func failure() throws -> String {
    let name = try names("failed").first { $0.hasSuffix(".why") }
    return try String(contentsOfFile: folder.path + "/failed/" + (name ?? ""), encoding: .utf8)
  }
}

struct DropCollectorTests {
  private static let batch = """
    MAIL FROM:<a@camp.example>
    RCPT TO:<bob@village.example>
    DATA
    Subject: x

    ..dot
    .

    """

  @Test func `a batch and a mail with its envelope are taken and gone`() async throws {
    try await Sample.inDirectory { directory in
      let test = try DropTest(directory)
      try test.drop("1.bsmtp", Self.batch + Self.batch)
      try test.drop("2.eml", "Subject: y\n\n.\nend")
      try test.drop(
        "2.env", "MAIL FROM:<> RET=HDRS\r\nRCPT TO:<bob@x> NOTIFY=NEVER\r\nRCPT TO:<c@x>")
      await test.collector.collect()
      #expect(try test.names("new").isEmpty && test.names("failed").isEmpty)
      let mails = test.door.mails
      #expect(
        mails.map { String(decoding: $0.mail, as: UTF8.self) } == [
          "Subject: x\r\n\r\n.dot\r\n", "Subject: x\r\n\r\n.dot\r\n",
          "Subject: y\r\n\r\n.\r\nend\r\n",
        ])
      #expect(mails[2].envelope.forwardPaths.map(\.description) == ["bob@x", "c@x"])
      #expect(mails[2].envelope.reversePath == .null)
      #expect(mails[2].request.returnedContent == .headers)
      #expect(mails[2].request.recipient(at: 0).notify == .never)
    }
  }

  @Test func `what is refused goes aside with the reason, under another name`() async throws {
    try await Sample.inDirectory { directory in
      let test = try DropTest(directory)
      let both = Self.batch.replacing(
        "DATA", with: "RCPT TO:<nobody@village.example>\nDATA")
      try test.drop("$(x) y.bsmtp", both)
      await test.collector.collect()
      #expect(try test.names("new").isEmpty)
      let failed = try test.names("failed")
      #expect(failed.count == 2 && !failed.contains { $0.contains("x") })
      let why = try test.failure()
      #expect(why.contains("file: \"$(x) y.bsmtp\"\ntaken for 1 of 2\n550 5.1.1 <nobody@"))
      #expect(
        test.door.mails.map(\.envelope.forwardPaths).joined().map(\.description)
          == ["bob@village.example"])
    }
  }

  @Test(arguments: [
    "", "FROB\n", "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nx\n", "\0\u{1}\u{2}",
    "MAIL FROM:<a@b>\nRCPT TO:<c@d\n>\nDATA\nx\n.\n",
    "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nx\r\n.\n",
  ])
  func `what is no batch goes aside and harms nothing`(text: String) async throws {
    try await Sample.inDirectory { directory in
      let test = try DropTest(directory)
      try test.drop("1.bsmtp", text)
      await test.collector.collect()
      #expect(try test.names("new").isEmpty && test.names("failed").count == 2)
      #expect(test.door.mails.isEmpty)
    }
  }

  @Test(arguments: [
    "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nx\n.\nMAIL FROM:<a@b>\nRCPT TO:<evil@d>",
    "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nQUIT", "MAIL FROM:<a@b>", "",
    "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nBcc: <e@f>",
  ])
  func `an envelope with more or less than an envelope is refused`(envelope: String) async throws {
    try await Sample.inDirectory { directory in
      let test = try DropTest(directory)
      try test.drop("1.eml", "x\n")
      try test.drop("1.env", envelope)
      await test.collector.collect()
      #expect(test.door.mails.isEmpty)
      #expect(try test.names("failed").count == 3)
    }
  }

  @Test func `a mail too big is refused, not cut`() async throws {
    try await Sample.inDirectory { directory in
      let test = try DropTest(directory)
      try test.drop("1.eml", String(repeating: "x\n", count: 5001))
      try test.drop("1.env", "MAIL FROM:<a@b>\nRCPT TO:<c@d>\n")
      await test.collector.collect()
      #expect(test.door.mails.isEmpty)
      #expect(try test.failure().contains("552 5.3.4"))
    }
  }

  @Test func `what cannot be taken now stays, rests, and is tried again`() async throws {
    try await Sample.inDirectory { directory in
      let clock = TestClock()
      let test = try DropTest(directory) { clock.now }
      try test.drop("1.bsmtp", Self.batch + Self.batch.replacing("bob@", with: "later@"))
      await test.collector.collect()
      await test.collector.collect()
      #expect(try test.names("new") == ["1.bsmtp"] && test.door.mails.count == 1)
      clock.now = clock.now + DropCollector.pause
      await test.collector.collect()
      // The door knows by its content that it has the first one already.
      #expect(try test.names("new") == ["1.bsmtp"] && test.door.mails.count == 2)
    }
  }

  @Test func `links, pipes, directories, hidden and half files are never taken`() async throws {
    try await Sample.inDirectory { directory in
      let test = try DropTest(directory)
      let new = test.folder.new
      try Data(Self.batch.utf8).write(to: URL(fileURLWithPath: directory + "/secret"))
      let files = FileManager.default
      try files.createSymbolicLink(
        atPath: new + "/1.bsmtp", withDestinationPath: directory + "/secret")
      try files.linkItem(atPath: directory + "/secret", toPath: new + "/2.bsmtp")
      try files.createDirectory(atPath: new + "/3.bsmtp", withIntermediateDirectories: false)
      try test.drop(".4.bsmtp", Self.batch)
      try test.drop("5.bsmtp.part", Self.batch)
      try test.drop("6.eml", "x\n")
      try test.drop("7.env", "MAIL FROM:<a@b>\nRCPT TO:<c@d>\n")
      try Data(Self.batch.utf8).write(to: URL(fileURLWithPath: test.folder.path + "/tmp/8.bsmtp"))
      let before = try test.names("new")
      await test.collector.collect()
      #expect(test.door.mails.isEmpty)
      #expect(try test.names("new") == before && test.names("tmp") == ["8.bsmtp"])
      #expect(files.fileExists(atPath: directory + "/secret"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a file renamed into the directory is noticed`() async throws {
    try await Sample.inDirectory { directory in
      let test = try DropTest(directory)
      let task = Task { await test.collector.run() }
      try Data(Self.batch.utf8).write(to: URL(fileURLWithPath: test.folder.path + "/tmp/1"))
      try FileManager.default.moveItem(
        atPath: test.folder.path + "/tmp/1", toPath: test.folder.new + "/1.bsmtp")
      try await Wait.until { try test.names("new").isEmpty }
      task.cancel()
      await task.value
      #expect(test.door.mails.count == 1)
    }
  }
}
