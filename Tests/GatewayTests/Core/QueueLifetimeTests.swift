// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import MailRelay
import Testing

/// Mail that waits too long, in time that the gateway runs.
@Suite struct QueueLifetimeTests {
  private static let hour = Duration.seconds(3600)

  private static func texts(_ world: GatewayWorld) -> [String] {
    world.sites[0].delivered.map { String(decoding: $0.content, as: UTF8.self) }
  }

  /// A world whose gateway B is off, and whose A keeps mail as told.
  private static func world(
    in directory: String, limit: Duration, delayNotice: Duration? = nil
  ) throws -> GatewayWorld {
    let world = try GatewayWorld(.disk(directory))
    try world.switchOff(1)
    try world.configure(0) {
      $0.lifetime = QueueLifetime(limit: limit, delayNotice: delayNotice)
    }
    try world.restart(0)
    return world
  }

  @Test func `a mail that no peer took is given up after its hours of running, and told`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(in: directory, limit: Self.hour * 48)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: Self.hour * 20)
      // Days without power do not count.
      try world.switchOff(0)
      try world.run(for: Self.hour * 1000)
      try world.switchOn(0)
      try world.run(for: Self.hour * 20)
      try world.restart(0)
      try world.run(for: Self.hour * 7)
      #expect(world.sites[0].delivered.isEmpty)
      #expect(try world.core(0).queue().count == 1)
      // What a process ran after it last stored the time is not counted: ten minutes at most.
      try world.run(for: Self.hour * 2)
      let text = try #require(Self.texts(world).first)
      #expect(text.contains("Action: failed\r\nStatus: 5.4.7\r\n"))
      #expect(text.unfolded.contains("was not heard since this gateway started"))
      #expect(text.contains("Subject: mail 1\r\n"))
      #expect(try world.core(0).queue().isEmpty)
      #expect(world.sites[0].notices.contains { if case .expired = $0 { true } else { false } })
      try world.run(for: .seconds(700))
      #expect(try world.committed(0, "SELECT count(*) FROM mail WHERE content NOT NULL") == 0)
      // It may be sent again, and then is another mail.
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.switchOn(1)
      #expect(try world.run { $0.sites[1].delivered.count == 1 })
      try world.run(for: Self.hour)
      #expect(world.sites[1].delivered.count == 1)
      #expect(world.sites[0].delivered.count == 1)
    }
  }

  @Test func `a mail given up on the air is not delivered later, its companions are`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(in: directory, limit: Self.hour)
      try world.switchOn(1)
      try world.accept(TestMail.envelope(), TestMail.text(0))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      world.setLoss(1)
      for number in 1...2 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      try world.run(for: .seconds(1800))
      try world.accept(TestMail.envelope(), TestMail.text(3))
      try world.run(for: .seconds(1200))
      try world.restart(0)
      world.setLoss(0)
      let isTogether = try world.run(atMost: .seconds(300)) {
        try $0.committed(0, "SELECT count(*) FROM shipment WHERE content = 1") == 1
      }
      #expect(isTogether)
      world.setLoss(1)
      try world.run(for: .seconds(1800))
      #expect(world.sites[0].delivered.count == 1)
      #expect(try world.core(0).queue().count == 1)
      try world.restart(0)
      world.setLoss(0)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.map(\.content) == [0, 1, 3].map { TestMail.text($0) })
      #expect(try world.committed(0, "SELECT count(*) FROM sealed") == 0)
      #expect(try world.committed(0, "SELECT count(*) FROM shipment") == 0)
    }
  }

  @Test(arguments: [false, true])
  func `a long mail given up in the middle is aborted at the peer`(_ restarts: Bool) throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(in: directory, limit: Self.hour)
      try world.switchOn(1)
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 20_000))
      let begun = try world.run { try $0.committed(1, "SELECT count(*) FROM symbol") > 10 }
      #expect(begun)
      world.setLoss(1)
      try world.run(for: Self.hour * 2)
      #expect(Self.texts(world).count == 1)
      if restarts { try world.restart(0) }
      world.setLoss(0)
      try world.accept(TestMail.envelope(), TestMail.text(2))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      try world.run(for: Self.hour)
      #expect(world.sites[1].delivered.map(\.content) == [TestMail.text(2)])
      #expect(try world.committed(0, "SELECT count(*) FROM sealed") == 0)
      #expect(try world.committed(1, "SELECT count(*) FROM symbol") == 0)
    }
  }

  @Test func `a delay is told once, with its cause and how long it will be tried`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(
        in: directory, limit: Self.hour * 120, delayNotice: Self.hour * 4)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.accept(
        TestMail.envelope(), Array("Chat-Version: 1.0\r\n".utf8) + TestMail.text(2))
      try world.accept(TestMail.envelope(from: nil), TestMail.text(3))
      try world.run(for: .seconds(3 * 3600 + 3500))
      #expect(world.sites[0].delivered.isEmpty)
      try world.run(for: Self.hour)
      try world.restart(0)
      try world.run(for: Self.hour * 24)
      #expect(Self.texts(world).count == 1)
      let text = try #require(Self.texts(world).first)
      #expect(text.contains("Action: delayed\r\nStatus: 4.4.7\r\n"))
      #expect(text.unfolded.contains("b was not heard since this gateway started"))
      #expect(text.contains("Will-Retry-Until:"))
      #expect(try world.core(0).queue().count == 3)
    }
  }

  @Test func `without a delay notice nobody is told before the end`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(in: directory, limit: Self.hour * 120)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: Self.hour * 119)
      #expect(world.sites[0].delivered.isEmpty)
    }
  }

  @Test func `a deadline to return by ends a mail to the second, one to tell by does not`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(
        in: directory, limit: Self.hour * 120, delayNotice: Self.hour * 4)
      for (number, mode) in [(1, DeliverBy.Mode.returning), (2, .notifying)] {
        let deadline = DeliverBy(remaining: .seconds(2000), mode: mode)
        try world.accept(
          TestMail.envelope(), TestMail.text(number),
          asking: DeliveryRequest(deliverBy: deadline))
      }
      try world.run(for: .seconds(1999))
      #expect(world.sites[0].delivered.isEmpty)
      try world.run(for: .seconds(3))
      let texts = Self.texts(world)
      #expect(texts.count == 2)
      #expect(texts.count { $0.contains("Action: failed\r\nStatus: 5.4.7") } == 1)
      #expect(texts.count { $0.contains("Action: delayed\r\nStatus: 4.4.7") } == 1)
      let ended = texts.first { $0.contains("failed") }
      #expect(ended?.unfolded.contains("in the time its sender gave it") == true)
      #expect(try world.core(0).queue().count == 1)
      try world.run(for: Self.hour * 24)
      #expect(Self.texts(world).count == 2)
    }
  }

  @Test func `a gateway from which nothing waits has nothing to look at`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(in: directory, limit: Self.hour * 120)
      try world.switchOn(1)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      try world.run(for: Self.hour)
      #expect(try world.core(0).nextDeadline == nil)
    }
  }
}
