// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaDriver
import Logging
import MailRelay
import ServiceLifecycle
import Testing

/// Whole daemons in this process: sockets, radios, spools and Maildirs are real.
struct GatewayServiceTests {
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// A gateway's folder, its configuration and its identity.
  private static func service(
    _ name: String, peer: String, in directory: String, file: String? = nil
  ) throws -> GatewayService {
    let configuration = try Configuration(
      parsing: text(name, peer: peer, in: directory), file: "\(name).toml")
    return GatewayService(
      configuration, identity: try Sample.identity(seed(name)), logger: logger, file: file)
  }

  private static func text(
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

  private static func seed(_ name: String) -> UInt8 { name == "camp" ? 1 : 77 }

  @Test(.timeLimit(.minutes(1)))
  func `a mail goes from the LMTP door of one daemon into the Maildir of the other`() async throws {
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0.05), seed: 3, speed: 200)
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
        try await Self.exchange(in: directory)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await ether.shutdown()
      // A daemon that stopped gives its directory back, as soon as its last task has ended.
      try await Wait.until { (try? Spool(directory: directory + "/camp")) != nil }
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
