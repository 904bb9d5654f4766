// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import MailRelay
import Testing

struct DemoWorldTests {
  @Test(.timeLimit(.minutes(1)))
  func `the demo carries all its mails from the near door into the far Maildir`() async throws {
    try await Sample.inDirectory { directory in
      let channel = RadioChannel(
        frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation)
      let world = try DemoWorld(
        .init(folder: directory, channel: channel, loss: 0.1, seed: 5, speed: 2000))
      let mails = try DemoMail.builtIn()
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        let doors = try await world.open()
        tasks.addTask { try await world.run() }
        try await Self.handOver(mails, at: doors.near)
        let handedOver = try await Self.handedOver(by: world, count: mails.count)
        #expect(handedOver == mails.count)
        tasks.cancelAll()
        try await tasks.waitForAll()
      }
      let snapshot = try await world.snapshot()
      #expect(snapshot.frames > mails.count)
      #expect(snapshot.framesLost > 0)
      #expect(snapshot.queue.isEmpty)
      #expect(try Self.contents(of: world.farMaildir) == Set(mails.map(\.content)))
    }
  }

  private static func handOver(_ mails: [DemoMail], at address: ListenAddress) async throws {
    let door = MailOutlet.lmtp(address)
    for mail in mails {
      let id = try #require(DeliveryID("demo"))
      let results = await door.deliver(mail.envelope, mail: mail.content, deliveryID: id)
      #expect(results.map(\.reply.code) == [250])
    }
  }

  private static func handedOver(by world: DemoWorld, count: Int) async throws -> Int {
    var handedOver = 0
    try await Wait.until {
      let snapshot = try await world.snapshot()
      handedOver += snapshot.notices.count {
        if case .handedOver = $0.notice { $0.gateway == "B" } else { false }
      }
      return handedOver >= count && snapshot.queue.isEmpty
    }
    return handedOver
  }

  private static func contents(of maildir: String) throws -> Set<[UInt8]> {
    let folder = maildir + "/new"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    let contents = try files.map {
      Array(try Data(contentsOf: URL(filePath: folder + "/" + $0)))
    }
    #expect(contents.count == Set(contents).count)
    return Set(contents)
  }
}
