// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaDriver
import Logging
import ServiceLifecycle
import Synchronization
import Testing

/// A gateway that starts without its dongle.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct AbsentDongleTests {
  /// The lines of a log.
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  private struct Handler: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.all.withLock { $0.append("\(event.message)") } }
  }

  @Test(arguments: ["rnode", "meshcore-kiss", "rn2xx3", "rui3"])
  func `the absence of the dongle is logged once at the start`(driver: String) async throws {
    try await Sample.inDirectory { directory in
      try FileManager.default.createDirectory(
        atPath: directory + "/camp", withIntermediateDirectories: true)
      let text = try GatewayServiceTests.text("camp", peer: "village", in: directory)
        .replacing("driver = \"simulated\"", with: "driver = \"\(driver)\"")
        .replacing("ether = \"\(directory)/ether.sock\"", with: "device = \"\(directory)/none\"")
        .replacing("coding_rate", with: "payload_crc = \"present\"\ncoding_rate")
      let lines = Lines()
      let service = GatewayService(
        try Configuration(parsing: text, file: "camp.toml"),
        identity: try Sample.identity(GatewayServiceTests.seed("camp")),
        logger: Logger(label: "test") { _ in Handler(lines: lines) }
      ) { try $0.open(clock: SystemClock.now) }
      let group = ServiceGroup(services: [service], logger: GatewayServiceTests.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let client = ControlClient(stateDirectory: directory + "/camp")
        try await Wait.until { await (try? client.status())?.radioFault != nil }
        // More than one attempt to open it.
        try await Task.sleep(for: .milliseconds(2_500))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      let told = lines.all.withLock { $0.filter { $0.contains("does not exist") } }
      #expect(told.count == 1, "\(told)")
    }
  }
}
