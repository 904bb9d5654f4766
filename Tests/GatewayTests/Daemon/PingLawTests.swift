// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import ServiceLifecycle
import Testing

/// A ping that the law does not allow.
@Suite(.timeLimit(.minutes(1)))
struct PingLawTests {
  @Test func `with the law's airtime spent a ping is refused at once, and nothing is sent`()
    async throws
  {
    try await Sample.inDirectory { directory in
      let folder = directory + "/camp"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      // 360 s an hour are legal in 869.4 to 869.65 MHz, and were used a moment ago.
      try Self.spend(.seconds(360), in: folder)
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0), seed: 9, speed: 20)
      try await ether.start()
      let configuration = try Configuration(
        parsing: GatewayServiceTests.text("camp", peer: "village", in: directory),
        file: "camp.toml")
      let service = GatewayService(
        configuration, identity: try Sample.identity(GatewayServiceTests.seed("camp")),
        logger: GatewayServiceTests.logger
      ) { try $0.open(clock: SystemClock.now) }
      let group = ServiceGroup(services: [service], logger: GatewayServiceTests.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let client = ControlClient(stateDirectory: folder)
        try await Wait.until { await (try? client.status()) != nil }
        // Twice: a refused ping is none that the next would have to wait for.
        for _ in 0..<2 {
          let error = await #expect(throws: ControlError.self) {
            try await client.ping(peer: "village")
          }
          guard case .refused(let why)? = error else {
            Issue.record("not refused: \(String(describing: error))")
            continue
          }
          #expect(why.contains("the law's airtime is spent") && why.contains("try again in"))
        }
        #expect(try await client.status().framesSent == 0)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await ether.shutdown()
    }
  }

  private static func spend(_ airtime: Duration, in folder: String) throws {
    let spool = try Spool(directory: folder)
    let time = airtime.wholeMicroseconds
    let record = DutyRecord(number: 1, start: 0, end: time, airtime: time)
    try spool.apply([
      .airtimeReserved(RowName("EU868/P"), record, forgettingEndedBefore: 0)
    ])
  }
}
