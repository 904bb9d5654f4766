// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaDriver
import Logging
import MailRelay
import ServiceLifecycle
import Synchronization
import Testing

/// What two whole daemons write to their logs while mail crosses, is refused and bounces.
@Suite struct ServiceLogTests {
  /// The lines of both daemons.
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func logger(_ configuration: LogConfiguration, _ form: LogForm) -> Logger {
      Logger(label: "test") { _ in
        LineLogHandler(configuration, form: form) { line in
          self.lines.withLock { $0.append(line) }
        }
      }
    }
  }

  /// A mail server that knows Zoe and nobody else, and says so with names.
  private struct Office: MailAcceptor {
    func judge(_ inquiry: RecipientInquiry) async -> Reply {
      let name = inquiry.recipient.localPart
      return name == "zoe"
        ? Reply(250, .init(2, 1, 5), "<\(inquiry.recipient)> zoe is welcome")
        : Reply(550, .init(5, 1, 1), "User unknown: \(name) (<\(inquiry.recipient)>)")
    }

    func accept(_ transaction: MailTransaction) async -> [Reply] {
      transaction.envelope.forwardPaths.map { Reply(250, .init(2, 0, 0), "<\($0)> stored") }
    }
  }

  private static let names = ["alice", "zoe", "xaver", "quentin"]

  /// The log of both daemons while a mail to three crosses: one is served, one unknown over there,
  /// one refused at the door.
  private func lines(
    _ configuration: LogConfiguration, _ form: LogForm = .journal
  ) async throws -> [String] {
    let lines = Lines()
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0), seed: 3, speed: 200)
      try await ether.start()
      let session = MailServerSession.Configuration(hostName: HostName("office"))
      let office = try await MailListener.start(
        at: .unix(path: directory + "/office.sock"), acceptor: Office(),
        configuration: .init(session: session), logger: GatewayServiceTests.logger)
      let services = try [("camp", "village"), ("village", "camp")].map { name, peer in
        try service(name, peer, in: directory, configuration, lines.logger(configuration, form))
      }
      let group = ServiceGroup(services: services, logger: lines.logger(configuration, form))
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await exchange(in: directory)
        for end in ["event=handed-over", "event=crossed"] {
          try await Wait.until { lines.all.contains { $0.contains(end) } }
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await office.shutdown()
      await ether.shutdown()
    }
    return lines.all
  }

  private func service(
    _ name: String, _ peer: String, in directory: String, _ log: LogConfiguration,
    _ logger: Logger
  ) throws -> GatewayService {
    try FileManager.default.createDirectory(
      atPath: directory + "/" + name, withIntermediateDirectories: true)
    let text = try GatewayServiceTests.text(name, peer: peer, in: directory)
      .replacing(
        "maildir:\(directory)/\(name)/Maildir", with: "lmtp:unix:\(directory)/office.sock")
    var configuration = try Configuration(parsing: text, file: "\(name).toml")
    configuration.log = log
    return GatewayService(
      configuration, identity: try Sample.identity(GatewayServiceTests.seed(name)),
      logger: logger, codecIdleTime: .milliseconds(500)
    ) { try $0.open(clock: SystemClock.now) }
  }

  private func exchange(in directory: String) async throws {
    let camp = ControlClient(stateDirectory: directory + "/camp")
    try await Wait.until { await (try? camp.status()) != nil }
    let door = MailOutlet.lmtp(.unix(path: directory + "/camp/lmtp.sock"))
    let results = await door.deliver(
      try TestMail.envelope(
        from: "alice@camp.example",
        to: ["zoe@village.example", "xaver@village.example", "quentin@no.example"]),
      mail: TestMail.text(1), deliveryID: try #require(DeliveryID("test")))
    #expect(results.map(\.reply.code) == [250, 250, 550])
  }

  // MARK: - What is promised

  /// Whether a line of the journal is above debug.
  private func isAboveDebug(_ line: String) -> Bool { !line.hasPrefix("<7>") }

  private func tellsSomebody(_ line: String) -> Bool {
    line.contains("@") || Self.names.contains { line.contains($0) }
  }

  @Test(.timeLimit(.minutes(1)))
  func `no line above debug tells an address, and each line about a mail its id`() async throws {
    var configuration = LogConfiguration()
    configuration.level = .debug
    let lines = try await lines(configuration)
    let told = lines.filter(isAboveDebug).filter(tellsSomebody)
    #expect(told.isEmpty, "\(told.prefix(3))")
    #expect(lines.contains { $0.hasPrefix("<7>") && $0.contains("<zoe@village.example>") })
    for event in ["accepted", "crossed", "arrived", "handed-over", "packed", "envelope"] {
      let found = lines.filter { $0.contains("event=\(event) ") }
      #expect(!found.isEmpty, "nothing tells \(event)")
      #expect(found.allSatisfy { $0.contains(/mail=[0-9A-Z]{4}-[0-9A-Z]{4}\b/) })
    }
    #expect(lines.contains { $0.contains("frame sent") })
  }

  @Test(.timeLimit(.minutes(1)))
  func `at info each line has a journal's priority, and bad ends weigh more`() async throws {
    let lines = try await lines(LogConfiguration())
    #expect(lines.allSatisfy { $0.contains(/^<[3-6]>[^<]/) })
    #expect(!lines.contains(where: tellsSomebody))
    #expect(lines.contains { $0.hasPrefix("<6>") && $0.contains("event=accepted") })
    #expect(lines.contains { $0.hasPrefix("<5>") && $0.contains("camp: ready") })
    #expect(lines.contains { $0.hasPrefix("<4>") && $0.contains("event=handed-over") })
    #expect(lines.contains { $0.hasPrefix("<5>") && $0.contains("event=recipient-refused") })
  }

  @Test(.timeLimit(.minutes(1)))
  func `outside the journal no line has a priority; addresses are told to who asks`()
    async throws
  {
    var configuration = LogConfiguration()
    configuration.addresses = .shown
    let lines = try await lines(configuration, .terminal)
    #expect(lines.allSatisfy { $0.contains(/^\d{4}-\d\d-\d\dT[0-9:]+Z [a-z]+ +\S/) })
    #expect(lines.contains { $0.contains("accepted, from <alice@camp.example>") })
    #expect(lines.contains { $0.contains("<xaver@village.example> 550 5.1.1") })
  }
}
