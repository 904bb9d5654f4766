// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaDriver
import LoRaPHY
import ServiceLifecycle
import Testing

/// Bearers of whole daemons in this process.
struct BearerServiceTests {
  /// A daemon with one directory for files, in or out.
  private func service(
    _ name: String, peer: String, _ way: String, in directory: String
  ) throws -> GatewayService {
    try FileManager.default.createDirectory(
      atPath: directory + "/" + name, withIntermediateDirectories: true)
    let bearer =
      "\n[[bearer]]\nkind = \"files\"\npeer = \"\(peer)\"\n\(way) = \"\(directory)/\(way)\"\n"
    let text = try GatewayServiceTests.text(name, peer: peer, in: directory) + bearer
    return GatewayService(
      try Configuration(parsing: text, file: "\(name).toml"),
      identity: try Sample.identity(GatewayServiceTests.seed(name)),
      logger: GatewayServiceTests.logger
    ) { try $0.open(clock: SystemClock.now) }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a file goes from a directory of one daemon to one of the other, which sends none`()
    async throws
  {
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0.05), seed: 3, speed: 200)
      try await ether.start()
      let services: [any Service] = [
        try service("camp", peer: "village", "out", in: directory),
        try service("village", peer: "camp", "in", in: directory),
      ]
      let group = ServiceGroup(services: services, logger: GatewayServiceTests.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await Wait.until { FileManager.default.fileExists(atPath: directory + "/out") }
        let bytes = TestMail.noise(5, bytes: 900)
        try BearerSample.write(bytes, to: directory + "/unfinished")
        try FileManager.default.moveItem(
          atPath: directory + "/unfinished", toPath: directory + "/out/job-1")
        try await Wait.until { FileManager.default.fileExists(atPath: directory + "/in/job-1") }
        let arrived = try Data(contentsOf: URL(fileURLWithPath: directory + "/in/job-1"))
        #expect([UInt8](arrived) == bytes)
        try await Wait.until {
          !FileManager.default.fileExists(atPath: directory + "/out/job-1")
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await ether.shutdown()
    }
  }
}
