// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Logging
import MailRelay
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MailListenerTests {
  private static let loopback = ListenAddress.tcp(host: "127.0.0.1", port: 0)
  private static let envelopeText =
    "LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"

  private let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("lw-\(UInt64.random(in: .min ... .max))").path

  private func start(
    at address: ListenAddress = loopback, _ acceptor: RecordingAcceptor,
    idleTime: Duration = .seconds(60), connectionsMax: Int = 64,
    room: SharedMailRoom = SharedMailRoom()
  ) async throws -> MailListener {
    let session = MailServerSession.Configuration(
      hostName: HostName("foo.edu"), mailOctetsMax: 1 << 20, idleTime: idleTime)
    return try await MailListener.start(
      at: address, acceptor: acceptor,
      configuration: .init(session: session, connectionsMax: connectionsMax), room: room,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func envelope(_ recipients: String...) throws -> Envelope {
    try Envelope(from: .null, to: recipients.map { try MailAddress($0) })
  }

  private func deliver(_ envelope: Envelope, _ mail: [UInt8], to address: ListenAddress)
    async throws
    -> [Int]
  {
    let id = try #require(DeliveryID("x"))
    return await MailOutlet.lmtp(address).deliver(envelope, mail: mail, deliveryID: id)
      .map(\.reply.code)
  }

  @Test(arguments: [false, true])
  func `a mail crosses a real socket byte for byte`(overUnix: Bool) async throws {
    let acceptor = RecordingAcceptor()
    let address = overUnix ? ListenAddress.unix(path: path) : Self.loopback
    let listener = try await start(at: address, acceptor)
    var random = SplitMix64(seed: 7)
    var mail: [UInt8] = []
    while mail.count < 900_000 {
      let line = (0..<Int.random(in: 0...99, using: &random)).map { _ in
        UInt8.random(in: 14...255, using: &random)
      }
      mail += [.random(in: 46...47, using: &random)] + line + [13, 10]
    }
    let envelope = try envelope("ok@x", "pat@x", "jones@x", "fine@x")
    #expect(try await deliver(envelope, mail, to: listener.address) == [250, 452, 550, 250])
    #expect(acceptor.transactions.map(\.mail) == [mail], "seed 7")
    #expect(
      acceptor.transactions.first?.envelope.forwardPaths.map(\.localPart) == ["ok", "pat", "fine"])
    if case .tcp(_, let port) = listener.address { #expect(port != 0) }
    await listener.shutdown()
  }

  @Test func `many sessions run side by side`() async throws {
    let acceptor = RecordingAcceptor()
    let listener = try await start(acceptor)
    let address = listener.address
    try await withThrowingTaskGroup(of: [Int].self) { group in
      for index in 0..<50 {
        let envelope = try envelope("u\(index)@x")
        group.addTask {
          try await deliver(envelope, Array("mail \(index)\r\n".utf8), to: address)
        }
      }
      for try await codes in group { #expect(codes == [250]) }
    }
    let pairs = acceptor.transactions.map {
      ($0.envelope.forwardPaths[0].localPart.dropFirst(), String(decoding: $0.mail, as: UTF8.self))
    }
    #expect(pairs.count == 50)
    #expect(pairs.allSatisfy { "mail \($0.0)\r\n" == $0.1 })
    await listener.shutdown()
  }

  @Test func `a peer that vanishes while its mail is taken harms nobody`() async throws {
    let acceptor = RecordingAcceptor(isHeld: true)
    let listener = try await start(acceptor)
    try await RawClient(listener.address).sendAndLeave(Self.envelopeText + "x\r\n.\r\n") {
      await acceptor.nextArrival()
    }
    acceptor.release()
    #expect(try await deliver(envelope("ok@x"), Array("y\r\n".utf8), to: listener.address) == [250])
    await listener.shutdown()
    #expect(acceptor.transactions.count == 2)
  }

  @Test func `a client that closes its side early is still heard to the end`() async throws {
    let acceptor = RecordingAcceptor()
    let listener = try await start(acceptor)
    let mails = (0..<200).map { "MAIL FROM:<>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\($0)\r\n.\r\n" }
    let heard = try await RawClient(listener.address).sayAll("LHLO x\r\n" + mails.joined())
    #expect(heard.hasSuffix("250 2.0.0 <c@d> queued\r\n"))
    #expect(acceptor.transactions.count == 200)
    await listener.shutdown()
  }

  @Test func `long mails wait for room at all doors, short ones do not`() async throws {
    let acceptor = RecordingAcceptor(isHeld: true)
    let room = SharedMailRoom(octets: 700_000)
    let doors = [
      try await start(acceptor, room: room), try await start(acceptor, room: room),
    ]
    let long = Array(String(repeating: "long\r\n", count: 50_000).utf8)
    let codes = try await withThrowingTaskGroup(of: [Int].self) { group in
      for number in 0..<8 {
        group.addTask { try await deliver(envelope("ok@x"), long, to: doors[number % 2].address) }
      }
      for _ in 0..<2 { await acceptor.nextArrival() }
      group.addTask {
        try await deliver(envelope("ok@x"), Array("short\r\n".utf8), to: doors[0].address)
      }
      await acceptor.nextArrival()
      #expect(acceptor.arrived.map(\.mail.count) == [long.count, long.count, 7])
      acceptor.release()
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(codes == Array(repeating: 250, count: 9))
    #expect(acceptor.transactions.count { $0.mail == long } == 8)
    for door in doors { await door.shutdown() }
  }

  @Test func `a client that leaves gives its room back`() async throws {
    let acceptor = RecordingAcceptor()
    let listener = try await start(acceptor, room: SharedMailRoom(octets: 1 << 20))
    let declared = "LHLO x\r\nMAIL FROM:<> SIZE=1000000\r\nRCPT TO:<c@d>\r\nDATA\r\n"
    for _ in 0..<3 {
      let heard = try await RawClient(listener.address).converse([("220", declared)], last: "354")
      #expect(heard.contains("354 "))
    }
    let long = Array(String(repeating: "long\r\n", count: 100_000).utf8)
    #expect(try await deliver(envelope("ok@x"), long, to: listener.address) == [250])
    await listener.shutdown()
  }

  @Test func `shutdown finishes the mail under way and tells idle clients`() async throws {
    let acceptor = RecordingAcceptor(isHeld: true)
    let listener = try await start(acceptor)
    let idle = try await RawClient(listener.address)
    let busy = try await RawClient(listener.address)
    async let idleHeard = idle.converse([])
    async let busyHeard = busy.converse([("220", Self.envelopeText), ("354", "x\r\n.\r\n")])
    await acceptor.nextArrival()
    async let down: Void = listener.shutdown(grace: .seconds(50))
    #expect(try await idleHeard.hasSuffix("421 4.3.2 Going down; please come back later\r\n"))
    acceptor.release()
    await down
    #expect(
      try await busyHeard.hasSuffix(
        "250 2.0.0 <c@d> queued\r\n421 4.3.2 Going down; please come back later\r\n"))
    #expect(try await deliver(envelope("ok@x"), [], to: listener.address) == [451])
    #expect(acceptor.transactions.count == 1)
  }

  @Test func `shutdown does not wait longer than its grace`() async throws {
    let acceptor = RecordingAcceptor(isHeld: true)
    let listener = try await start(acceptor)
    let busy = try await RawClient(listener.address)
    async let heard = busy.converse([("220", Self.envelopeText), ("354", "x\r\n.\r\n")])
    await acceptor.nextArrival()
    await listener.shutdown(grace: .milliseconds(1))
    #expect(try await !heard.contains("queued"))
    acceptor.release()
  }

  @Test func `a silent client is told and left`() async throws {
    let listener = try await start(RecordingAcceptor(), idleTime: .milliseconds(1))
    let heard = try await RawClient(listener.address).converse([])
    #expect(heard.hasSuffix("421 4.4.2 Nothing came for too long; closing\r\n"))
    await listener.shutdown()
  }

  @Test func `more clients than allowed are turned away`() async throws {
    let acceptor = RecordingAcceptor(isHeld: true)
    let listener = try await start(acceptor, connectionsMax: 1)
    let first = try await RawClient(listener.address)
    async let heard = first.converse(
      [("220", Self.envelopeText), ("354", "x\r\n.\r\n")], last: "250 2.0.0")
    await acceptor.nextArrival()
    let second = try await RawClient(listener.address).converse([])
    #expect(second == "421 4.3.2 Too many connections; please come back later\r\n")
    acceptor.release()
    #expect(try await heard.contains("queued"))
    await listener.shutdown()
  }

  @Test func `a socket left behind is replaced, one in use and other files are not`() async throws {
    let address = ListenAddress.unix(path: path)
    let acceptor = RecordingAcceptor()
    let first = try await start(at: address, acceptor)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o660)
    await #expect(throws: MailListenerError.inUse(address)) {
      try await start(at: address, acceptor)
    }
    // A second name keeps the socket's file when the listener goes, as a crash would.
    try DurableFiles().link(path, to: path + "-left")
    await first.shutdown()
    #expect(!FileManager.default.fileExists(atPath: path))
    let second = try await start(at: .unix(path: path + "-left"), acceptor)
    #expect(try await deliver(envelope("ok@x"), [], to: second.address) == [250])
    await second.shutdown()

    try Data().write(to: URL(fileURLWithPath: path))
    await #expect(throws: MailListenerError.notASocket(path: path)) {
      try await start(at: address, acceptor)
    }
    try FileManager.default.removeItem(atPath: path)
  }

  @Test func `an address that cannot be had is refused with a reason`() async throws {
    let address = ListenAddress.unix(path: "/nonexistent/dir/x.sock")
    do {
      let listener = try await start(at: address, RecordingAcceptor())
      await listener.shutdown()
      Issue.record("it listens where it cannot")
    } catch let error as MailListenerError {
      #expect(error.description.hasPrefix("cannot listen at unix:/nonexistent/dir/x.sock: "))
    }
  }

  @Test func `a relay that is not there is a temporary failure`() async throws {
    let id = try #require(DeliveryID("x"))
    let results = await MailOutlet.lmtp(.unix(path: path)).deliver(
      try envelope("a@b", "c@d"), mail: [], deliveryID: id)
    #expect(results.map(\.reply.status) == [.init(4, 4, 1), .init(4, 4, 1)])
  }
}
