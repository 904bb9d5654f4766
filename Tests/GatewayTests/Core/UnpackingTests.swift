// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailRelay
import Testing

/// A codec that takes its time over what came from the air.
struct UnpackingTests {
  /// Gateways of which none unpacks anything until it is told to.
  private static func inWorld(
    count: Int = 2, loss: Double = 0, seed: UInt64 = 1, _ body: (GatewayWorld) throws -> Void
  ) throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), count: count, loss: loss, seed: seed)
      world.unpacking = .never
      try body(world)
    }
  }

  private static func answer() throws -> (envelope: Envelope, mail: [UInt8]) {
    (try TestMail.envelope(from: "bob@b.test", to: ["alice@a.test"]), TestMail.text(100))
  }

  /// Asks the codec until the receiver has so many mails.
  private static func unpack(until count: Int, _ world: GatewayWorld) throws -> Bool {
    try world.run { world in
      while !world.sites[1].unread.isEmpty { try world.unpackWaiting() }
      return world.sites[1].delivered.count >= count
    }
  }

  @Test(arguments: [100, 3000])
  func `door and radio are served while a mail is unpacked, and it is acknowledged after`(
    bytes: Int
  ) throws {
    try Self.inWorld { world in
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: bytes))
      #expect(try world.run { !$0.sites[1].unread.isEmpty })
      let answer = try Self.answer()
      #expect(try world.accept(answer.envelope, answer.mail, at: 1).map(\.code) == [250])
      #expect(try world.run { !$0.sites[0].unread.isEmpty })
      try world.unpackWaiting(at: 0)
      #expect(world.sites[0].delivered.map(\.content) == [answer.mail])
      #expect(try world.run { try $0.core(1).queue().isEmpty })
      try world.run(for: .seconds(60))
      #expect(world.sites[1].unread.count == 1)
      #expect(try world.committed(1, "SELECT count(*) FROM mail WHERE origin IS NOT NULL") == 0)
      #expect(try world.core(0).queue().count == 1)
      try world.unpackWaiting()
      #expect(world.sites[1].delivered.count == 1)
      #expect(try world.run(atMost: .seconds(120)) { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].delivered.count == 1)
    }
  }

  @Test func `messages of one peer are unpacked one at a time, in the order they opened`() throws {
    try Self.inWorld { world in
      let mails = [TestMail.text(1), TestMail.noise(2, bytes: 9000)]
      try world.accept(TestMail.envelope(), mails[0])
      #expect(try world.run { !$0.sites[1].unread.isEmpty })
      try world.accept(TestMail.envelope(), mails[1])
      try world.run(for: .seconds(120))
      for count in 1...2 {
        #expect(world.sites[1].unread.count == 1)
        try world.unpackWaiting()
        #expect(world.sites[1].delivered.map(\.content) == Array(mails.prefix(count)))
      }
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].unread.isEmpty)
    }
  }

  @Test(arguments: [1, 2]) func `results wait only for what their sender said before`(
    _ sender: Int
  ) throws {
    try Self.inWorld(count: 3) { world in
      world.setRelay(1, TestRelay { _, _ in .never })
      try world.accept(
        TestMail.envelope(from: nil, to: ["alice@a.test"]), TestMail.text(1), at: sender)
      #expect(try world.run { !$0.sites[0].unread.isEmpty })
      try world.accept(TestMail.envelope(), TestMail.text(2))
      #expect(try world.run { !$0.sites[1].unread.isEmpty })
      try world.unpackWaiting()
      try world.run(for: .seconds(600))
      let isRefused = { (world: GatewayWorld) in
        try world.core(0).queue().contains { $0.state == "refused" }
      }
      #expect(try isRefused(world) == (sender == 2))
      #expect(world.sites[0].unread.count == 1)
      try world.unpackWaiting(at: 0)
      #expect(try isRefused(world))
      #expect(world.sites[0].delivered.count { $0.content == TestMail.text(1) } == 1)
    }
  }

  @Test(arguments: [0, 1])
  func `a message that opens again, for the link was made anew, is stored once`(
    first: Int
  ) throws {
    try Self.inWorld(count: 3) { world in
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 3000))
      #expect(try world.run { !$0.sites[1].unread.isEmpty })
      let peers = try world.core(1).settings.peers
      try world.tell(1) { core, now in try core.usePeers([peers[0]], at: now) }
      #expect(try world.run { $0.sites[1].unread.count == 2 })
      try world.unpackWaiting(first)
      // Who asked for the former has gone.
      #expect(world.sites[1].delivered.count == first)
      try world.unpackWaiting()
      #expect(world.sites[1].delivered.count == 1)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].delivered.count == 1)
      #expect(!world.sites[1].notices.contains { $0.isRepeated(from: "a") })
    }
  }

  @Test func `a mail whose peer is removed meanwhile is not taken until the peer is back`() throws {
    try Self.inWorld { world in
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].unread.isEmpty })
      let peers = try world.core(1).settings.peers
      try world.tell(1) { core, now in try core.usePeers([], at: now) }
      try world.unpackWaiting()
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.isEmpty && world.sites[1].unread.isEmpty)
      #expect(try world.core(0).queue().count == 1)
      try world.tell(1) { core, now in try core.usePeers(peers, at: now) }
      #expect(try Self.unpack(until: 1, world))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].delivered.count == 1)
    }
  }

  @Test func `a disk that fails when a mail is unpacked only delays it`() throws {
    try Self.inWorld { world in
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 3000))
      #expect(try world.run { !$0.sites[1].unread.isEmpty })
      try world.execute(
        1, "CREATE TRIGGER fault BEFORE INSERT ON mail BEGIN SELECT RAISE(ABORT, 'fault'); END")
      try world.unpackWaiting()
      #expect(world.sites[1].delivered.isEmpty)
      #expect(world.sites[1].troubles == 1)
      try world.execute(1, "DROP TRIGGER fault")
      #expect(try Self.unpack(until: 1, world))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].delivered.count == 1)
    }
  }

  @Test func `a mail packed with mails that are gone when it is unpacked is refused`() throws {
    try Self.inWorld { world in
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try Self.unpack(until: 1, world))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      try world.execute(1, "DELETE FROM history")
      try world.accept(TestMail.envelope(), TestMail.text(2))
      #expect(try world.run { !$0.sites[1].unread.isEmpty })
      try world.unpackWaiting()
      #expect(world.sites[1].notices.contains(.historyUnknown(peer: "a")))
      #expect(world.sites[1].delivered.count == 1)
      #expect(try Self.unpack(until: 2, world))
      #expect(world.sites[1].delivered.map(\.content) == [TestMail.text(1), TestMail.text(2)])
    }
  }

  @Test(arguments: 1...(Proof.isAsked ? 40 : 4))
  func `the codec may be slow and the process may end: each mail is delivered once, in order`(
    _ seed: Int
  ) throws {
    try Self.inWorld(loss: 0.1, seed: UInt64(seed)) { world in
      var random = SplitMix64(seed: UInt64(seed))
      let mails = (1...25).map { number in
        number % 6 == 0 ? TestMail.noise(number, bytes: 6000) : TestMail.text(number)
      }
      var taken = 0
      for _ in 0..<2000 where world.sites[1].delivered.count < mails.count {
        if taken < mails.count, Bool.random(using: &random) {
          try world.accept(TestMail.envelope(), mails[taken])
          taken += 1
        }
        #expect(world.sites[1].unread.count <= 1, "seed \(seed)")
        if !world.sites[1].unread.isEmpty { try world.unpackWaiting() }
        if Int.random(in: 0..<20, using: &random) == 0 { try world.restart(1) }
        try world.run(for: .milliseconds(Int.random(in: 0...2000, using: &random)))
      }
      let delivered = world.sites[1].delivered.map(\.content)
      #expect(delivered.count == mails.count, "seed \(seed)")
      let isWhole = Set(delivered) == Set(mails)
      #expect(isWhole, "seed \(seed)")
      let small = mails.filter { $0.count < 6000 }
      let isInOrder = delivered.filter { $0.count < 6000 } == small
      #expect(isInOrder, "seed \(seed)")
      #expect(!world.sites[1].notices.contains(.historyUnknown(peer: "a")), "seed \(seed)")
    }
  }
}
