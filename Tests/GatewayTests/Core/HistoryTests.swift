// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import Gateway
import LoRaPHY
import MailCodec
import Testing

/// Mails packed with what both gateways know of earlier ones.
struct GatewayHistoryTests {
  private static func inWorld(
    loss: Double = 0, seed: UInt64 = 1, _ body: (GatewayWorld) throws -> Void
  ) throws {
    try Sample.inDirectory { directory in
      try body(try GatewayWorld(.disk(directory), loss: loss, seed: seed))
    }
  }

  /// Mails cross one after the other; each one's size when it went.
  @discardableResult
  private static func cross(
    _ numbers: some Sequence<Int>, _ world: GatewayWorld, from index: Int = 0
  ) throws -> [Int] {
    var sizes: [Int] = []
    for number in numbers {
      let sender = index == 0 ? "alice@a.test" : "bob@b.test"
      let recipient = index == 0 ? "bob@b.test" : "alice@a.test"
      try world.accept(
        TestMail.envelope(from: sender, to: [recipient]), TestMail.text(number), at: index)
      #expect(try world.run { try $0.core(index).queue().isEmpty }, "mail \(number)")
      sizes.append(
        try world.committed(
          index, "SELECT packedBytes FROM consignment ORDER BY id DESC LIMIT 1"))
    }
    return sizes
  }

  private static func kept(_ index: Int, _ direction: Int, _ world: GatewayWorld) throws -> Int {
    try world.committed(index, "SELECT count(*) FROM history WHERE direction = \(direction)")
  }

  private static func refusals(_ world: GatewayWorld, by index: Int = 1) -> Int {
    world.sites[index].notices.count { if case .historyUnknown = $0 { true } else { false } }
  }

  private static func delivered(_ world: GatewayWorld) -> [[UInt8]] {
    world.sites[1].delivered.map(\.content)
  }

  @Test func `the second mail of a sender is much smaller than the first`() throws {
    try Self.inWorld { world in
      let sizes = try Self.cross(1...4, world)
      #expect(sizes[1] * 4 < sizes[0] * 3, "\(sizes)")
      #expect(sizes[3] * 4 < sizes[0] * 3, "\(sizes)")
      #expect(Self.refusals(world) == 0)
      #expect(Self.delivered(world) == (1...4).map { TestMail.text($0) })
      #expect(try Self.kept(0, 0, world) == 4)
      #expect(try Self.kept(1, 1, world) == 4)
      #expect(try Self.kept(0, 1, world) + Self.kept(1, 0, world) == 0)
    }
  }

  @Test func `both directions have histories of their own`() throws {
    try Self.inWorld { world in
      try Self.cross(1...2, world)
      let sizes = try Self.cross(11...13, world, from: 1)
      #expect(sizes[2] < sizes[0], "\(sizes)")
      #expect(try Self.kept(0, 1, world) == 3)
      #expect(try Self.kept(1, 0, world) == 3)
      #expect(Self.refusals(world, by: 0) + Self.refusals(world) == 0)
    }
  }

  @Test func `restarts of either side keep the history`() throws {
    try Self.inWorld { world in
      let first = try Self.cross(1...1, world)
      for index in [0, 1, 0] {
        try world.restart(index)
        let sizes = try Self.cross([10 + index + Self.delivered(world).count], world)
        #expect(sizes[0] * 4 < first[0] * 3, "\(sizes) after \(first)")
      }
      #expect(Self.refusals(world) == 0)
    }
  }

  @Test func `mails that wait are packed with those before them`() throws {
    try Self.inWorld { world in
      try world.switchOff(1)
      for number in 1...9 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      try world.switchOn(1)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      let total = try world.committed(0, "SELECT sum(packedBytes) FROM consignment")
      let first = try world.committed(0, "SELECT packedBytes FROM consignment WHERE id = 1")
      #expect(total < first * 7, "\(total), the first \(first)")
      // For their message all were packed once: what they were packed with is what had arrived.
      #expect(world.sites[0].packings.count(where: \.usesHistory) == 8)
      #expect(Self.refusals(world) == 0)
      #expect(Self.delivered(world) == (1...9).map { TestMail.text($0) })
      #expect(try Self.kept(0, 0, world) == 9)
    }
  }

  @Test func `a mail packed too early is packed again before it goes`() throws {
    try Self.inWorld { world in
      try world.switchOff(1)
      world.packing = .never
      try world.accept(TestMail.envelope(), TestMail.text(1))
      world.packing = .atOnce
      try world.accept(TestMail.envelope(), TestMail.text(2))
      try world.restart(0)
      try world.switchOn(1)
      #expect(try world.run { $0.sites[1].delivered.count == 2 })
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(Self.refusals(world) == 0)
      let sizes = try Self.cross([3], world)
      #expect(sizes[0] < (try world.committed(0, "SELECT max(packedBytes) FROM consignment")))
    }
  }

  @Test(arguments: [1, 5], [0.0, 0.3])
  func `a receiver that lost its history takes every mail once, and both begin anew`(
    count: Int, loss: Double
  ) throws {
    try Self.inWorld(seed: 3) { world in
      try Self.cross(1...3, world)
      try world.execute(1, "DELETE FROM history")
      world.setLoss(loss)
      try world.switchOff(1)
      for number in 4..<4 + count { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      try world.switchOn(1)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      try world.run(for: .seconds(7200))
      #expect(Self.delivered(world).count == 3 + count)
      #expect(Set(Self.delivered(world)) == Set((1..<4 + count).map { TestMail.text($0) }))
      let refusals = Self.refusals(world)
      #expect((1...3).contains(refusals), "\(refusals)")
      let sizes = try Self.cross(20...21, world)
      #expect(Self.refusals(world) == refusals)
      #expect(
        sizes[1] * 4 < (try world.committed(0, "SELECT max(packedBytes) FROM consignment")) * 3)
    }
  }

  @Test func `a sender that lost its history begins anew`() throws {
    try Self.inWorld { world in
      let first = try Self.cross(1...3, world)
      try world.execute(0, "DELETE FROM history")
      let sizes = try Self.cross(4...5, world)
      #expect(sizes[0] > first[1], "\(sizes)")
      #expect(sizes[1] * 4 < first[0] * 3, "\(sizes)")
      #expect(Self.refusals(world) == 0)
    }
  }

  @Test func `a sender restored to an earlier day is understood or asked again`() throws {
    try Self.inWorld { world in
      try Self.cross(1...6, world)
      for lost in [2, 4] {
        try world.execute(
          0,
          "DELETE FROM history WHERE id IN (SELECT id FROM history ORDER BY id DESC LIMIT \(lost))")
        try Self.cross([10 + lost], world)
      }
      #expect(Self.delivered(world).count == 8)
      // Two mails less are found; four are not.
      #expect(Self.refusals(world) == 1)
    }
  }

  @Test func `a receiver that can keep no history costs ever fewer refusals`() throws {
    try Self.inWorld { world in
      try world.execute(
        1,
        """
        CREATE TRIGGER forgetful AFTER INSERT ON history
        BEGIN DELETE FROM history WHERE id = NEW.id; END
        """)
      try Self.cross(1...40, world)
      #expect(Self.delivered(world) == (1...40).map { TestMail.text($0) })
      let refusals = Self.refusals(world)
      #expect((2...6).contains(refusals), "\(refusals)")
    }
  }

  @Test func `what is kept is bounded on both sides`() throws {
    try Self.inWorld { world in
      try Self.cross(1...70, world)
      #expect((HistoryLimits.mails / 2...HistoryLimits.mails).contains(try Self.kept(0, 0, world)))
      #expect(try Self.kept(1, 1, world) < 64)
      #expect(Self.refusals(world) == 0)
    }
  }

  @Test func `a bundle with a mail that cannot be read is packed again, and all arrive once`()
    throws
  {
    try Self.inWorld { world in
      try world.switchOff(1)
      for number in 1...4 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      try world.execute(
        0, "UPDATE consignment SET packed = x'7f0102', packedBytes = 3 WHERE id = 2")
      try world.switchOn(1)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(Self.delivered(world) == (1...4).map { TestMail.text($0) })
      #expect(Self.refusals(world) == 1)
      #expect(try world.core(1).queue().isEmpty)
    }
  }

  @Test func `large mails neither use nor enter a history`() throws {
    try Self.inWorld { world in
      try Self.cross(1...2, world)
      try world.accept(TestMail.envelope(), TestMail.noise(3, bytes: 9000))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(try Self.kept(0, 0, world) == 2)
      #expect(try Self.kept(1, 1, world) == 2)
    }
  }

  @Test func `a peer that is removed or gets a new session leaves no history`() throws {
    try Self.inWorld { world in
      try Self.cross(1...2, world)
      try Self.cross(11...12, world, from: 1)
      let peer = try world.core(0).settings.peers[0]
      try world.tell(0) { core, now in try core.rekey(peer.key, at: now) }
      #expect(try world.committed(0, "SELECT count(*) FROM history") == 0)
      try Self.cross(3...4, world)
      try Self.cross(13...14, world, from: 1)
      #expect(try Self.kept(0, 0, world) > 0)
      #expect(Set(Self.delivered(world)) == Set((1...4).map { TestMail.text($0) }))
      try world.tell(0) { core, now in try core.usePeers([], at: now) }
      #expect(try world.committed(0, "SELECT count(*) FROM history") == 0)
    }
  }

  @Test func `in clear no history is kept or sent`() throws {
    try Self.inWorld { world in
      for index in 0...1 {
        try world.configure(index) {
          $0.link.mode = .clear
          $0.link.callSign = CallSign("F4ABC")
        }
        try world.restart(index)
      }
      let sizes = try Self.cross(1...3, world)
      #expect(sizes[2] * 4 > sizes[0] * 3, "\(sizes)")
      for index in 0...1 {
        #expect(try world.committed(index, "SELECT count(*) FROM history") == 0)
        #expect(try world.committed(index, "SELECT count(packedAfter) FROM consignment") == 0)
      }
    }
  }
}
