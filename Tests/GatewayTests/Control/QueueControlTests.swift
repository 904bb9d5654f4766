// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import Logging
import MailRelay
import ServiceLifecycle
import Testing

/// Wishes about mails over the control socket, both ends.
struct QueueControlTests {
  /// A gateway with two mails for `village`, of which one cannot stand in a batch.
  private actor FakeGateway: GatewayReporter, PeerKeeper, QueueKeeper {
    private(set) var changes: [(String, QueueVerb)] = []

    func status() throws(SpoolError) -> GatewayStatus { throw .full }
    func queue() throws(SpoolError) -> [QueueEntry] { [] }
    func overview() throws(SpoolError) -> GatewayOverview { throw .full }
    func heard() -> AsyncStream<HeardFrame> { AsyncStream { $0.finish() } }
    func rekey(peer name: String) throws(PeerRefusal) -> RekeyReport { throw .unavailable("no") }
    func ping(peer name: String) throws(PeerRefusal) -> PingReport { throw .unavailable("no") }
    func reloadPeers() throws(PeerRefusal) -> PeerReload { throw .unavailable("no") }
    func catchUp() {}

    func details(of id: String) throws(QueueRefusal) -> MailDetails { throw .unknownMail(id) }

    func change(_ id: String, _ verb: QueueVerb) throws(QueueRefusal) -> QueueChange {
      if id == "BUSY" { throw .conflict("BUSY is busy") }
      if id == "FULL" { throw .unavailable("the spool's disk is full") }
      changes.append((id, verb))
      return QueueChange(id: id, done: "done")
    }

    func waiting(for peer: String) throws(QueueRefusal) -> WaitingMails {
      guard peer == "village" else { throw .unknownPeer(peer, nearest: "village") }
      return WaitingMails(gateway: "camp", peer: peer, ids: ["ONE", "TWO", "GONE"])
    }

    func batched(_ id: String, for peer: String) throws(QueueRefusal) -> BatchedMail {
      switch id {
      case "ONE": BatchedMail(id: id, octets: Data("MAIL FROM:<>\r\n…".utf8))
      case "TWO": BatchedMail(id: id, octets: nil, refusal: "554 binary")
      default: throw .conflict("\(id) waits no longer")
      }
    }
  }

  private static func served(
    _ body: @Sendable (ControlClient, FakeGateway, String) async throws -> Void
  ) async throws {
    try await Sample.inDirectory { directory in
      let gateway = FakeGateway()
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let server = ControlServer.make(
        stateDirectory: directory, reporter: gateway, peers: gateway, mails: gateway,
        logger: logger)
      let group = ServiceGroup(services: [server], logger: logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let client = ControlClient(stateDirectory: directory)
        try await Wait.until { await (try? client.queue()) != nil }
        try await body(client, gateway, directory)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `every verb is carried there, and refusals come back`() async throws {
    try await Self.served { client, gateway, _ in
      let verbs: [QueueVerb] = [
        .hold, .release, .delete, .redeliver, .prioritise(.chat), .prioritise(.bulk),
        .exported(peer: "village"),
      ]
      for verb in verbs {
        let change = try await client.change("ONE", verb)
        #expect(change == QueueChange(id: "ONE", done: "done"))
      }
      #expect(await gateway.changes.map(\.1) == verbs)
      for (id, why) in [("BUSY", "BUSY is busy"), ("FULL", "the spool's disk is full")] {
        let error = await #expect(throws: ControlError.self) {
          try await client.change(id, .delete)
        }
        #expect(error?.description.contains(why) == true)
      }
      let unknown = await #expect(throws: ControlError.self) {
        try await client.details(of: "no\n\u{1b}pe")
      }
      #expect(unknown?.description.contains("no mail is called") == true)
      #expect(unknown?.description.contains("\n") == false)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a batch is one file whose name depends on its mails, and only those in it are removed`()
    async throws
  {
    try await Self.served { client, gateway, directory in
      let stick = directory + "/stick"
      try FileManager.default.createDirectory(atPath: stick, withIntermediateDirectories: true)
      let export = BatchExport(client, peer: "village")
      let report = try await export.run(toDirectory: stick, removing: false)
      #expect(report.ids == ["ONE"])
      #expect(report.refused == ["TWO": "554 binary"])
      #expect(try await export.run(toDirectory: stick, removing: false) == report)
      #expect(await gateway.changes.isEmpty)
      let names = try FileManager.default.contentsOfDirectory(atPath: stick)
      #expect(names.count == 1 && names[0].hasPrefix("village-") && names[0].hasSuffix(".bsmtp"))
      let text = try String(contentsOfFile: #require(report.file), encoding: .utf8)
      #expect(text == "EHLO camp\r\nMAIL FROM:<>\r\n…QUIT\r\n")
      #expect(try await export.run(toDirectory: stick, removing: true).removed)
      let changes = await gateway.changes
      #expect(changes.map(\.0) == ["ONE"])
      #expect(changes.map(\.1) == [.exported(peer: "village")])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `nothing is removed when the batch cannot be written`() async throws {
    try await Self.served { client, gateway, directory in
      let export = BatchExport(client, peer: "village")
      await #expect(throws: Gateway.FileError.self) {
        try await export.run(toDirectory: directory + "/none", removing: true)
      }
      await #expect(throws: SpoolError.self) {
        try await export.run(removing: true) { _ in throw SpoolError.full }
      }
      #expect(await gateway.changes.isEmpty)
      let stranger = await #expect(throws: ControlError.self) {
        try await BatchExport(client, peer: "vilage").run(toDirectory: directory, removing: true)
      }
      #expect(stranger?.description.contains("did you mean \"village\"") == true)
    }
  }
}
