// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import Gateway
import LoRaDriver
import LoRaPHY
import MailRelay
import Testing

/// What became of recipients behind a peer comes home.
struct ResultTests {
  /// The relay refuses whoever is called never, and is busy twice for whoever is called late.
  private static var relay: TestRelay {
    TestRelay { recipient, attempt in
      if recipient.hasPrefix("never") { return .never }
      return recipient.hasPrefix("late") && attempt < 2 ? .later : .accepted
    }
  }

  private static func reports(_ world: GatewayWorld, at index: Int = 0) -> [GatewayNotice] {
    world.sites[index].notices.filter { if case .reported = $0 { true } else { false } }
  }

  private static func isQuiet(_ world: GatewayWorld) throws -> Bool {
    try (0...1).allSatisfy { try world.committed($0, "SELECT count(*) FROM result") == 0 }
  }

  @Test func `a refusal for good comes home within two minutes and is told`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, Self.relay)
      try world.accept(
        TestMail.envelope(to: ["now@b.test", "never@b.test", "late@b.test"]), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].offered.isEmpty })
      try world.run(for: .seconds(30))
      #expect(try world.core(0).queue().isEmpty)
      try world.run(for: .seconds(90))
      let entry = try #require(world.core(0).queue().first)
      #expect(entry.state == "refused")
      #expect(entry.progress == 1)
      #expect(entry.etaSeconds == nil)
      #expect(entry.recipients.map(\.state) == [.handedOver, .refusedThere, .handedOver])
      #expect(entry.recipients.map(\.status) == [nil, "5.1.1", nil])
      let expected = GatewayNotice.reported(
        id: entry.id, peer: "b", results: [.init(position: 1, status: .init(5, 1, 1))])
      #expect(Self.reports(world) == [expected])
      #expect(try Self.isQuiet(world))
      let status = try world.core(0).status(
        driver: "simulated", radioFault: nil,
        channel: RadioChannel(
          frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation),
        since: .zero, at: world.now)
      #expect(status.mails.refused == 1)
    }
  }

  @Test func `good news come home only where they are wanted, and in their time`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.configure(1) { $0.reportedResults = .everything }
      try world.restart(1)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      try world.run(for: .seconds(1700))
      #expect(Self.reports(world).isEmpty)
      try world.run(for: .seconds(200))
      #expect(Self.reports(world).count == 1)
      #expect(
        try world.committed(0, "SELECT count(*) FROM recipient WHERE state = 'takenThere'") == 1)
      #expect(try world.core(0).queue().isEmpty)
      #expect(try Self.isQuiet(world))
    }
  }

  @Test func `results ride behind a mail that goes there anyway`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, Self.relay)
      try world.accept(TestMail.envelope(to: ["never@b.test"]), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].offered.isEmpty })
      let refusedAt = world.now
      try world.accept(
        TestMail.envelope(from: "bob@b.test", to: ["alice@a.test"]), TestMail.text(2), at: 1)
      #expect(try world.run { !Self.reports($0).isEmpty })
      #expect(world.now - refusedAt < .seconds(10))
    }
  }

  @Test func `each recipient of several peers gets its own result at its place`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), count: 3)
      for index in 1...2 { world.setRelay(index, Self.relay) }
      let recipients = [
        "never@c.test", "now@b.test", "never@b.test", "now@c.test", "never2@c.test",
      ]
      try world.accept(TestMail.envelope(to: recipients), TestMail.text(1))
      try world.run(for: .seconds(900))
      let queue = try world.core(0).queue()
      #expect(queue.map(\.state) == ["refused", "refused"])
      let states = queue.first?.recipients.map(\.state)
      #expect(
        states == [.refusedThere, .handedOver, .refusedThere, .handedOver, .refusedThere])
    }
  }

  @Test func `a refusal of many recipients at once comes home as a whole`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, Self.relay)
      let recipients = (0..<400).map { "never\($0)@b.test" }
      try world.accept(TestMail.envelope(to: recipients), TestMail.text(1))
      try world.run(for: .seconds(900))
      #expect(
        try world.committed(0, "SELECT count(*) FROM recipient WHERE status = '5.1.1'") == 400)
      #expect(try Self.isQuiet(world))
    }
  }

  @Test(arguments: 1...6)
  func `results survive loss, silence and restarts on both sides and count once`(
    _ seed: Int
  ) throws {
    try Sample.inDirectory { directory in
      var random = SplitMix64(seed: UInt64(seed))
      let world = try GatewayWorld(.disk(directory), loss: 0.3, seed: UInt64(seed))
      world.setRelay(1, Self.relay)
      for number in 0..<3 {
        try world.accept(
          TestMail.envelope(to: ["never@b.test", "now@b.test"]), TestMail.text(number))
      }
      #expect(try world.run { $0.sites[1].offered.count == 3 })
      for _ in 0..<6 {
        world.setLoss(Bool.random(using: &random) ? 1 : 0.3)
        try world.run(for: .seconds(Int.random(in: 1...60, using: &random)))
        try world.restart(Int.random(in: 0...1, using: &random))
      }
      world.setLoss(0.3)
      let isThrough = try world.run(atMost: .seconds(100_000)) { try Self.isQuiet($0) }
      #expect(isThrough, "seed \(seed)")
      let results = Self.reports(world).reduce(0) { sum, notice in
        if case .reported(_, _, let results) = notice { sum + results.count } else { sum }
      }
      #expect(results == 3, "seed \(seed)")
      #expect(try world.core(0).queue().map(\.state) == ["refused", "refused", "refused"])
    }
  }

  @Test func `an id that fits two mails is asked for again and finds its mail`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, Self.relay)
      try world.accept(TestMail.envelope(to: ["never@b.test"]), TestMail.text(1))
      try world.accept(TestMail.envelope(to: ["now@b.test"]), TestMail.text(2))
      #expect(try world.run { $0.sites[1].offered.count == 2 })
      // The other mail's id, as far as four bytes tell, is that of the first.
      try world.execute(
        0,
        """
        UPDATE consignment SET airID = CAST(substr((SELECT airID FROM consignment WHERE id = 1),
          1, 4) || x'000102030405060708090a0b' AS BLOB) WHERE id = 2
        """)
      try world.run(for: .seconds(70))
      #expect(Self.reports(world).isEmpty)
      #expect(try world.committed(0, "SELECT count(*) FROM result WHERE kind = 2") == 1)
      try world.run(for: .seconds(300))
      #expect(Self.reports(world).count == 1)
      let states = try world.core(0).queue().map { $0.recipients.map(\.state) }
      #expect(states == [[.refusedThere]])
      #expect(try world.core(0).queue().first?.recipients.first?.address == "never@b.test")
      #expect(try Self.isQuiet(world))
    }
  }

  @Test func `an unreadable mail whose id fits two is found by the longer id`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.configure(0) { $0.sealedHistoryUse = .none }
      try world.restart(0)
      try world.switchOff(1)
      for number in 1...3 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      try world.execute(
        0, "UPDATE consignment SET packed = x'7f0102', packedBytes = 3 WHERE id = 2")
      try world.switchOn(1)
      #expect(try world.run { try $0.core(1).queue().map(\.state) == ["unreadable"] })
      try world.execute(
        0,
        """
        UPDATE consignment SET packedID = CAST(substr((SELECT packedID FROM consignment
          WHERE id = 2), 1, 4) || x'000102030405060708090a0b' AS BLOB) WHERE id = 3
        """)
      try world.run(for: .seconds(600))
      #expect(Self.reports(world).count == 1)
      #expect(
        try world.committed(
          0, "SELECT consignment FROM recipient WHERE state = 'refusedThere'") == 2)
      #expect(try Self.isQuiet(world))
    }
  }

  @Test func `results and questions about nothing we know change nothing and stay unanswered`()
    throws
  {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      let refused = try #require(ResultCode(rawValue: 0x8401))
      let unknown = ResultList(groups: [
        .recipients(mailID: [1, 2, 3, 4], [.init(recipient: 0, code: refused)]),
        .unreadable(packedID: [1, 2, 3, 4, 5, 6, 7, 8], refused),
        .question(id: [1, 2, 3, 4]),
      ])
      try world.ship(.results, [unknown.encoded])
      try world.ship(.results, [unknown.encoded], from: 1)
      try world.run(for: .seconds(4000))
      #expect(try Self.isQuiet(world))
      #expect(try world.core(0).queue().isEmpty)
      #expect(try world.core(1).queue().isEmpty)
      // Only the two messages that were put there, and the mail.
      for index in 0...1 {
        let made = try world.committed(
          index, "SELECT seq FROM sqlite_sequence WHERE name = 'shipment'")
        #expect(made == (index == 0 ? 2 : 1))
      }
    }
  }

  @Test func `a peer cannot report about mails that went to another one`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), count: 3)
      try world.accept(TestMail.envelope(to: ["cleo@c.test"]), TestMail.text(1))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      let airID = try world.core(0).spool.queue.read {
        try Data.fetchOne($0, sql: "SELECT airID FROM consignment")
      }
      let refused = try #require(ResultCode(rawValue: 0x8401))
      let id = Array(try #require(airID).prefix(4))
      let list = ResultList(groups: [
        .recipients(mailID: id, [.init(recipient: 0, code: refused)])
      ])
      try world.ship(.results, [list.encoded], from: 1)
      try world.run(for: .seconds(600))
      #expect(Self.reports(world).isEmpty)
      try world.run(for: .seconds(600))
      #expect(try world.core(0).queue().isEmpty)
    }
  }
}
