// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaDriver
import LoRaPHY
import Logging
import ServiceLifecycle
import Testing

/// The control socket, both ends, over a real Unix socket.
struct ControlTests {
  /// What a running gateway would tell.
  private struct FakeGateway: GatewayReporter, PeerKeeper {
    var status: Result<GatewayStatus, SpoolError>
    var queue: [QueueEntry]
    var heard: [HeardFrame] = []

    func status() async throws(SpoolError) -> GatewayStatus { try status.get() }
    func queue() async throws(SpoolError) -> [QueueEntry] { queue }
    func overview() async throws(SpoolError) -> GatewayOverview {
      try .sample(status.get(), queue: queue)
    }

    func heard() async -> AsyncStream<HeardFrame> {
      AsyncStream { continuation in
        for frame in heard { continuation.yield(frame) }
        // It stays open, as a gateway's does.
      }
    }

    func ping(peer name: String) async throws(PeerRefusal) -> PingReport {
      switch name {
      case "village": return .sample
      case "eager": throw .pingedTooSoon(peer: name, seconds: 7)
      case "spent": throw .airtimeSpent(peer: name, seconds: 90)
      case "far": throw .noAnswer(peer: name, seconds: 60)
      default: throw .unknownPeer(name, nearest: nil)
      }
    }

    func rekey(peer name: String) async throws(PeerRefusal) -> RekeyReport {
      switch name {
      case "village": return RekeyReport(peer: name, hadSession: true, airtimeUs: 260_000)
      case "deaf": throw .receiveOnly("receive-only: no")
      case "eager": throw .tooSoon(peer: name, seconds: 12)
      default: throw .unknownPeer(name, nearest: "village")
      }
    }

    func catchUp() async {}

    func reloadPeers() async throws(PeerRefusal) -> PeerReload {
      PeerReload(peers: ["village"], needsRestart: true)
    }
  }

  private static func sample() throws -> (status: GatewayStatus, queue: [QueueEntry]) {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(from: nil), TestMail.noise(1, bytes: 9000))
    try world.run(for: .seconds(6))
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation)
    let core = try world.core(0)
    return (
      try core.status(
        driver: "simulated", radioFault: nil, channel: channel, since: .zero, at: world.now),
      try core.queue()
    )
  }

  private static func served(
    _ gateway: FakeGateway, _ body: @Sendable (ControlClient, String) async throws -> Void
  ) async throws {
    try await Sample.inDirectory { directory in
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let server = ControlServer.make(
        stateDirectory: directory, reporter: gateway, peers: gateway, logger: logger)
      let group = ServiceGroup(services: [server], logger: logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let path = directory + "/control.sock"
        // The client is refused until the server listens.
        try await Wait.until { FileManager.default.fileExists(atPath: path) }
        let client = ControlClient(stateDirectory: directory)
        try await Wait.until {
          do throws(ControlError) {
            _ = try await client.queue()
            return true
          } catch {
            if case .notRunning = error { return false }
            throw error
          }
        }
        try await body(client, path)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `status and queue arrive as the gateway told them`() async throws {
    let (status, queue) = try Self.sample()
    #expect(status.framesSent > 5)
    #expect(status.peers.first?.hasSession == true)
    #expect(queue.first?.state == "on air")
    try await Self.served(FakeGateway(status: .success(status), queue: queue)) { client, path in
      #expect(try await client.status() == status)
      #expect(try await client.queue() == queue)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o660)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `wishes about peers are carried there and their refusals back`() async throws {
    let (status, _) = try Self.sample()
    try await Self.served(FakeGateway(status: .success(status), queue: [])) { client, _ in
      let report = try await client.rekey(peer: "village")
      #expect(report == RekeyReport(peer: "village", hadSession: true, airtimeUs: 260_000))
      let reload = try await client.reloadPeers()
      #expect(reload == PeerReload(peers: ["village"], needsRestart: true))
      for (name, why) in [
        ("vilage \"\n/../", "no peer \"vilage \"\\u{a}/../\"; did you mean \"village\"?"),
        ("eager", "try again in 12 s"), ("deaf", "receive-only: no"),
      ] {
        let error = await #expect(throws: ControlError.self) { try await client.rekey(peer: name) }
        guard case .refused(let text)? = error else {
          Issue.record("not refused: \(String(describing: error))")
          continue
        }
        #expect(text.contains(why))
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a ping's figures and its refusals come back`() async throws {
    let (status, _) = try Self.sample()
    try await Self.served(FakeGateway(status: .success(status), queue: [])) { client, _ in
      let report = try await client.ping(peer: "village")
      #expect(report == .sample)
      for (name, why) in [
        ("spent", "the law's airtime is spent"), ("eager", "try again in 7 s"),
        ("far", "no answer from \"far\" in 60 s"),
        ("vilage", "no peer \"vilage\""),
      ] {
        let error = await #expect(throws: ControlError.self) { try await client.ping(peer: name) }
        guard case .refused(let text)? = error else {
          Issue.record("not refused: \(String(describing: error))")
          continue
        }
        #expect(text.contains(why))
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `frames are streamed one by one, and listeners do not keep a gateway from stopping`()
    async throws
  {
    let (status, _) = try Self.sample()
    let frames = (0..<300).map { number in
      HeardFrame.sample(bytes: number % 255 + 1, unixSeconds: 1_700_000_000 + Double(number))
    }
    let gateway = FakeGateway(status: .success(status), queue: [], heard: frames)
    try await Self.served(gateway) { client, _ in
      var heard: [HeardFrame] = []
      try await client.listen { frame in
        heard.append(frame)
        return heard.count == frames.count ? .enough : .more
      }
      #expect(heard == frames)
      let (started, starting) = AsyncStream<Void>.makeStream()
      // Ends only because the server does.
      let listening = Task {
        try await client.listen { _ in
          starting.yield()
          return .more
        }
      }
      for await _ in started { break }
      _ = listening
    }
  }

  @Test func `the keys of the answers are in snake case`() throws {
    let (status, queue) = try Self.sample()
    let text = try ControlClient.json(status)
    for key in ["frames_sent", "airtime_us", "bytes_sent", "uptime_seconds", "handed_over"] {
      #expect(text.contains("\"\(key)\""))
    }
    #expect(!text.contains("framesSent"))
    let entries = try ControlClient.json(queue)
    for key in ["raw_bytes", "packed_bytes", "eta_seconds", "arrived_at_unix"] {
      #expect(entries.contains("\"\(key)\""))
    }
  }

  @Test func `the figures of a status are those of the air`() throws {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(), TestMail.text(1))
    #expect(try world.run { try $0.core(0).queue().isEmpty })
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation)
    let statuses = try (0...1).map {
      try world.core($0).status(
        driver: "simulated", radioFault: nil, channel: channel, since: .zero, at: world.now)
    }
    let air = world.network.air.counters
    #expect(statuses.reduce(0) { $0 + $1.framesSent } == air.frames)
    #expect(statuses.reduce(0) { $0 + $1.bytesSent } == air.bytes)
    #expect(statuses.reduce(0) { $0 + $1.airtimeUs } == air.airtime.wholeMicroseconds)
    #expect(statuses[0].framesReceived == statuses[1].framesSent)
    #expect(statuses.map(\.mails.accepted) == [1, 0])
    #expect(statuses.map(\.mails.crossed) == [1, 0])
    #expect(statuses.map(\.mails.arrived) == [0, 1])
    #expect(statuses.map(\.mails.handedOver) == [0, 1])
  }

  @Test(.timeLimit(.minutes(1)))
  func `a gateway that does not run is said to be so`() async throws {
    try await Sample.inDirectory { directory in
      let client = ControlClient(stateDirectory: directory)
      let error = await #expect(throws: ControlError.notRunning(directory + "/control.sock")) {
        try await client.status()
      }
      #expect(error?.description.contains("no gateway answers at \(directory)") == true)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a gateway whose spool fails is no status`() async throws {
    let gateway = FakeGateway(status: .failure(.failed("broken")), queue: [])
    try await Self.served(gateway) { client, _ in
      let error = await #expect(throws: ControlError.self) { try await client.status() }
      guard case .badAnswer? = error else {
        Issue.record("not a bad answer: \(String(describing: error))")
        return
      }
      let queue = try await client.queue()
      #expect(queue.isEmpty)
    }
  }
}
