// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaDriver
import LoRaPHY
import Logging
import MailCodec
import MailRelay
import ServiceLifecycle
import Testing

/// Whole daemons in this process: sockets, radios, spools and Maildirs are real.
struct GatewayServiceTests {
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// A gateway's folder, its configuration and its identity.
  static func service(
    _ name: String, peer: String, in directory: String, file: String? = nil,
    codec: MailCodec = MailCodec()
  ) throws -> GatewayService {
    let configuration = try Configuration(
      parsing: text(name, peer: peer, in: directory), file: "\(name).toml")
    return GatewayService(
      configuration, identity: try Sample.identity(seed(name)), logger: logger, file: file,
      codec: codec, codecIdleTime: .milliseconds(500)
    ) { try $0.open(clock: SystemClock.now) }
  }

  static func text(
    _ name: String, peer: String, in directory: String
  ) throws -> String {
    """
    [gateway]
    name = "\(name)"
    state_directory = "\(directory)/\(name)"
    local_domains = ["\(name).example"]
    [radio]
    driver = "simulated"
    ether = "\(directory)/ether.sock"
    [radio.channel]
    region = "EU868"
    frequency_mhz = 869.525
    bandwidth_khz = 125.0
    spreading_factor = 7
    coding_rate = "4/5"
    power_dbm = 14
    antenna_gain_dbi = 2.15
    cable_loss_db = 0.0
    [mail.in]
    lmtp = ["unix:\(directory)/\(name)/lmtp.sock"]
    [mail.out]
    deliver = "maildir:\(directory)/\(name)/Maildir"
    \(try ConfigurationSample.peer(peer, seed: seed(peer)))
    """
  }

  static func seed(_ name: String) -> UInt8 { name == "camp" ? 1 : 77 }

  @Test(.timeLimit(.minutes(1)))
  func `a mail goes from the LMTP door of one daemon into the Maildir of the other`() async throws {
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0.05), seed: 3, speed: 200)
      try await ether.start()
      var services: [any Service] = []
      let codec = MailCodec()
      for (name, peer) in [("camp", "village"), ("village", "camp")] {
        try FileManager.default.createDirectory(
          atPath: directory + "/" + name, withIntermediateDirectories: true)
        services.append(try Self.service(name, peer: peer, in: directory, codec: codec))
      }
      let group = ServiceGroup(services: services, logger: Self.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await Self.exchange(in: directory)
        // Without mail the codec's memory is given back.
        try await Wait.until { codec.modelBytes == 0 }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await ether.shutdown()
      // A daemon that stopped gives its directory back, as soon as its last task has ended.
      try await Wait.until { (try? Spool(directory: directory + "/camp")) != nil }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a daemon tells what its radio hears, and measures a round trip`() async throws {
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0), seed: 3, speed: 20)
      try await ether.start()
      var services: [any Service] = []
      for (name, peer) in [("camp", "village"), ("village", "camp")] {
        try FileManager.default.createDirectory(
          atPath: directory + "/" + name, withIntermediateDirectories: true)
        services.append(try Self.service(name, peer: peer, in: directory))
      }
      let group = ServiceGroup(services: services, logger: Self.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let clients = ["camp", "village"].map {
          ControlClient(stateDirectory: directory + "/" + $0)
        }
        for client in clients {
          try await Wait.until { await (try? client.status()) != nil }
        }
        async let heard = Self.hear(clients[1])
        // Whoever listens from now on hears the handshake, too: it comes with the first ping.
        try await Task.sleep(for: .milliseconds(200))
        let report = try await clients[0].ping(peer: "village")
        #expect(report.peer == "village")
        #expect(report.roundTripUs > 0)
        #expect(report.airtimeUs == 2 * Self.controlAirtime.wholeMicroseconds)
        let frames = try await heard
        #expect(frames.map(\.kind) == ["HELLO 1", "POLL"])
        #expect(frames.map(\.verdict) == [.authentic, .authentic])
        #expect(frames.map(\.peer) == ["camp", "camp"])
        let status = try await clients[1].status()
        #expect(status.airtimeInWindowUs >= Self.controlAirtime.wholeMicroseconds)
        await #expect(throws: ControlError.self) { try await clients[0].ping(peer: "nobody") }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await ether.shutdown()
    }
  }

  private static let controlAirtime = Modulation(
    spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths
  ).timeOnAir(payloadBytes: 10)

  /// What a gateway hears until it is pinged.
  private static func hear(_ client: ControlClient) async throws -> [HeardFrame] {
    var frames: [HeardFrame] = []
    try await client.listen { frame in
      frames.append(frame)
      return frame.kind == "POLL" ? .enough : .more
    }
    return frames
  }

  @Test(.timeLimit(.minutes(1)))
  func `without a daemon the radio itself is opened to listen, and nothing is sent`() async throws {
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0), seed: 3, speed: 20)
      try await ether.start()
      let configuration = try Configuration(
        parsing: Self.text("camp", peer: "village", in: directory), file: "camp.toml")
      let sender = EtherRadio(
        socketPath: directory + "/ether.sock", clock: SystemClock.now)
      try await sender.configure(configuration.radio.channel.radioChannel)
      let sending = Task {
        while !Task.isCancelled { try await sender.transmit([0xC0, 1, 2, 3]) }
      }
      var heard: [HeardFrame] = []
      try await RadioListener(configuration).listen(note: { _ in }) { frame in
        heard.append(frame)
        return heard.count == 3 ? .enough : .more
      }
      sending.cancel()
      #expect(heard.map(\.bytes) == [4, 4, 4])
      #expect(heard.allSatisfy { $0.verdict == .unchecked && $0.peer == nil })
      await sender.shutdown()
      await ether.shutdown()
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `the radio of a gateway that runs is not opened a second time`() async throws {
    try await Sample.inDirectory { directory in
      try FileManager.default.createDirectory(
        atPath: directory + "/camp", withIntermediateDirectories: true)
      let holder = try Spool(directory: directory + "/camp")
      let configuration = try Configuration(
        parsing: Self.text("camp", peer: "village", in: directory), file: "camp.toml")
      let listener = RadioListener(configuration) { _ in
        Issue.record("the radio was opened")
        throw GatewayServiceError.noRadio("")
      }
      await #expect(throws: SpoolError.inUse(directory + "/camp/lock")) {
        try await listener.listen(note: { _ in }) { _ in .enough }
      }
      withExtendedLifetime(holder) {}
    }
  }

  private static func exchange(in directory: String) async throws {
    let clients = ["camp", "village"].map {
      ControlClient(stateDirectory: directory + "/" + $0)
    }
    for client in clients {
      try await Wait.until { await (try? client.status()) != nil }
    }
    let mail = TestMail.text(1)
    let door = MailOutlet.lmtp(.unix(path: directory + "/camp/lmtp.sock"))
    let id = try #require(DeliveryID("test"))
    let results = await door.deliver(
      try TestMail.envelope(from: "a@camp.example", to: ["b@village.example", "c@no.example"]),
      mail: mail, deliveryID: id)
    #expect(results.map(\.reply.code) == [250, 550])
    try await Wait.until { try await clients[1].status().mails.handedOver == 1 }
    try await Wait.until { try await clients[0].queue().isEmpty }
    let folder = directory + "/village/Maildir/new"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.count == 1)
    let content = try Data(contentsOf: URL(filePath: folder + "/" + files[0]))
    #expect(Array(content) == mail)
    let status = try await clients[0].status()
    #expect(status.framesSent > 1)
    #expect(status.radioFault == nil)
    #expect(status.driver == "simulated")
  }

  @Test(.timeLimit(.minutes(1)))
  func `a second daemon on the same state directory does not start`() async throws {
    try await Sample.inDirectory { directory in
      try FileManager.default.createDirectory(
        atPath: directory + "/camp", withIntermediateDirectories: true)
      let holder = try Spool(directory: directory + "/camp")
      let service = try Self.service("camp", peer: "village", in: directory)
      await #expect(throws: SpoolError.inUse(directory + "/camp/lock")) { try await service.run() }
      withExtendedLifetime(holder) {}
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a peer accepted before the control socket could be told is known all the same`()
    async throws
  {
    try await Sample.inDirectory { directory in
      try FileManager.default.createDirectory(
        atPath: directory + "/camp", withIntermediateDirectories: true)
      let file = directory + "/camp.toml"
      // What was read at the start lacks the peer that is in the file by now.
      let service = try Self.service("camp", peer: "village", in: directory, file: file)
      let text =
        try Self.text("camp", peer: "village", in: directory)
        + ConfigurationSample.peer("harbour", seed: 78)
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      let group = ServiceGroup(services: [service], logger: Self.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let client = ControlClient(stateDirectory: directory + "/camp")
        try await Wait.until { await (try? client.status())?.peers.count == 2 }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
    }
  }
}
