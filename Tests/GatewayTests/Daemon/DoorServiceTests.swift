// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import GRDB
import Gateway
import LoRaDriver
import MailRelay
import ServiceLifecycle
import Testing

/// The door of a whole daemon: many at once, and a disk that fails.
struct DoorServiceTests {
  /// Runs a daemon that nobody hears, while `body` uses its door.
  private func withDaemon(
    _ body: (_ door: MailOutlet, _ folder: String) async throws -> Void
  ) async throws {
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0), seed: 3)
      try await ether.start()
      let folder = directory + "/camp"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      let service = try GatewayServiceTests.service("camp", peer: "village", in: directory)
      let group = ServiceGroup(services: [service], logger: GatewayServiceTests.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let client = ControlClient(stateDirectory: folder)
        try await Wait.until { await (try? client.status()) != nil }
        try await body(.lmtp(.unix(path: folder + "/lmtp.sock")), folder)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await ether.shutdown()
    }
  }

  /// Hands a mail in; the code of the reply.
  private func hand(_ number: Int, to door: MailOutlet) async throws -> Int? {
    let id = try #require(DeliveryID("test-\(number)"))
    return await door.deliver(
      try TestMail.envelope(from: "a@camp.example", to: ["b@village.example"]),
      mail: TestMail.text(number), deliveryID: id
    ).first?.reply.code
  }

  @Test(.timeLimit(.minutes(1)))
  func `a mail that is not on the disk is not taken`() async throws {
    try await withDaemon { door, folder in
      let spool = try DatabaseQueue(path: folder + "/spool.sqlite")
      let refusing = "CREATE TRIGGER fault BEFORE UPDATE ON running"
      try await spool.write {
        try $0.execute(sql: "\(refusing) BEGIN SELECT RAISE(ABORT, 'fault'); END")
      }
      #expect(try await hand(1, to: door) == 451)
      try await spool.write { try $0.execute(sql: "DROP TRIGGER fault") }
      #expect(try await hand(1, to: door) == 250)
      let count = try await spool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM mail") }
      #expect(count == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `many mails at once are each taken, once`() async throws {
    try await withDaemon { door, folder in
      let codes = try await withThrowingTaskGroup(of: Int?.self) { group in
        for number in 1...50 { group.addTask { try await hand(number, to: door) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(codes == Array(repeating: 250, count: 50))
      let spool = try DatabaseQueue(path: folder + "/spool.sqlite")
      let digests = try await spool.read {
        try Set(Data.fetchAll($0, sql: "SELECT contentSHA256 FROM mail"))
      }
      #expect(digests.count == 50)
    }
  }
}
