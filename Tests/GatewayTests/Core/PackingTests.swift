// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import MailCodec
import Testing

/// How often the codec runs: once at the door, once for the message.
struct PackingTests {
  private static func inWorld(
    loss: Double = 0, seed: UInt64 = 1, _ body: (GatewayWorld) throws -> Void
  ) throws {
    try Sample.inDirectory { directory in
      try body(try GatewayWorld(.disk(directory), loss: loss, seed: seed))
    }
  }

  private static func accept(_ numbers: some Sequence<Int>, _ world: GatewayWorld) throws {
    for number in numbers { try world.accept(TestMail.envelope(), TestMail.text(number)) }
  }

  /// The most runs of the codec for one mail: for itself, and after others.
  private static func mostRuns(_ world: GatewayWorld) -> (alone: Int, history: Int) {
    let mails = Dictionary(grouping: world.sites[0].packings, by: \.content).values
    return (
      mails.map { $0.count { !$0.usesHistory } }.max() ?? 0,
      mails.map { $0.count(where: \.usesHistory) }.max() ?? 0
    )
  }

  /// Lets all cross; each must arrive once, in this order.
  private static func expectAll(_ numbers: some Sequence<Int>, _ world: GatewayWorld) throws {
    #expect(try world.run { try $0.core(0).queue().isEmpty })
    try world.run(for: .seconds(7200))
    let areRight = world.sites[1].delivered.map(\.content) == numbers.map { TestMail.text($0) }
    #expect(areRight)
  }

  private static func refusals(_ world: GatewayWorld) -> Int {
    world.sites[1].notices.count { if case .historyUnknown = $0 { true } else { false } }
  }

  @Test(arguments: [0.0, 0.3])
  func `however many mails wait, each is packed once at the door and once for its message`(
    _ loss: Double
  ) throws {
    try Self.inWorld(loss: loss, seed: 7) { world in
      try Self.accept(1...3, world)
      try Self.expectAll(1...3, world)
      try world.switchOff(1)
      try Self.accept(4...120, world)
      try world.switchOn(1)
      try Self.expectAll(1...120, world)
      #expect(Self.mostRuns(world) == (1, 1))
      #expect(Self.refusals(world) == 0)
      // Nearly all were worth it: they waited for nothing but the history.
      #expect(world.sites[0].packings.count(where: \.usesHistory) > 110)
    }
  }

  @Test func `a mail that nothing waits before is packed once in all`() throws {
    try Self.inWorld { world in
      for number in 1...5 {
        try Self.accept([number], world)
        try Self.expectAll(1...number, world)
      }
      #expect(world.sites[0].packings.map(\.usesHistory) == [false, true, true, true, true])
    }
  }

  @Test func `a mail taken while another one is on its way is packed once in all`() throws {
    try Self.inWorld { world in
      for number in 1...5 { try Self.accept([2 * number - 1, 2 * number], world) }
      try Self.expectAll(1...10, world)
      #expect(world.sites[0].packings.prefix(2).map(\.usesHistory) == [false, true])
    }
  }

  @Test func `only the next message is made ready, the others wait as the door left them`() throws {
    try Self.inWorld { world in
      try world.switchOff(1)
      for number in 1...40 {
        try world.accept(TestMail.envelope(), TestMail.noise(number, bytes: 900))
      }
      #expect(world.sites[0].packings.count { !$0.usesHistory } >= 39)
      // The first is in the link, four of 900 bytes fit the bundle after it.
      #expect((1...6).contains(world.sites[0].packings.count(where: \.usesHistory)))
    }
  }

  @Test(arguments: [0.0, 0.2])
  func `a refused history costs what it concerned again, and nothing else`(_ loss: Double) throws {
    try Self.inWorld(loss: loss, seed: 5) { world in
      try Self.accept(1...3, world)
      try Self.expectAll(1...3, world)
      try world.execute(1, "DELETE FROM history")
      try world.switchOff(1)
      try Self.accept(4...60, world)
      let waiting = world.sites[0].packings.count(where: \.usesHistory)
      try world.switchOn(1)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      try world.run(for: .seconds(7200))
      let delivered = world.sites[1].delivered.map(\.content)
      #expect(delivered.count == 60)
      let isWhole = Set(delivered) == Set((1...60).map { TestMail.text($0) })
      #expect(isWhole)
      let refusals = Self.refusals(world)
      #expect((1...3).contains(refusals))
      let again = world.sites[0].packings.count(where: \.usesHistory) - 59
      #expect(again <= refusals * waiting, "\(again) more, \(waiting) were ready")
      #expect(Self.mostRuns(world).history <= 1 + refusals)
    }
  }

  @Test func `what was made ready is ready after a restart`() throws {
    try Self.inWorld { world in
      try world.switchOff(1)
      try Self.accept(1...12, world)
      try world.restart(0)
      let runs = world.sites[0].packings.count
      try world.switchOn(1)
      try Self.expectAll(1...12, world)
      #expect(world.sites[0].packings.count == runs)
    }
  }

  @Test(arguments: 1...(Proof.isAsked ? 40 : 4))
  func `the codec may answer late and in any order`(_ seed: Int) throws {
    try Self.inWorld(loss: 0.1, seed: UInt64(seed)) { world in
      var random = SplitMix64(seed: UInt64(seed))
      world.packing = .never
      let count = 25
      var taken = 0
      func answer() throws {
        let waiting = world.sites[0].unpacked.indices
        // Small mails of one peer are made ready one after the other.
        #expect(world.sites[0].unpacked.count { !$0.isAtDoor } <= 1, "seed \(seed)")
        guard let place = waiting.randomElement(using: &random) else { return }
        try world.packWaiting(place)
      }
      for _ in 0..<2000 where world.sites[1].delivered.count < count {
        if taken < count, Bool.random(using: &random) {
          taken += 1
          try Self.accept([taken], world)
        }
        try answer()
        if Int.random(in: 0..<20, using: &random) == 0 {
          try world.restart(0)
        }
        try world.run(for: .milliseconds(Int.random(in: 0...2000, using: &random)))
      }
      try world.run(for: .seconds(7200))
      let delivered = world.sites[1].delivered.map(\.content)
      #expect(delivered.count == count, "seed \(seed)")
      let isWhole = Set(delivered) == Set((1...count).map { TestMail.text($0) })
      #expect(isWhole, "seed \(seed)")
      #expect(Self.refusals(world) == 0, "seed \(seed)")
    }
  }

  @Test func `a form that cannot be stored is made again after a pause, not at once`() throws {
    try Self.inWorld { world in
      try world.switchOff(1)
      try Self.accept(1...3, world)
      try world.execute(
        0,
        """
        CREATE TRIGGER full BEFORE UPDATE OF packedAfter ON consignment
        WHEN NEW.packedAfter IS NOT NULL BEGIN SELECT RAISE(ABORT, 'no'); END
        """)
      try Self.accept(4...6, world)
      let runs = world.sites[0].packings.count
      try world.run(for: .seconds(100))
      #expect((runs + 1...runs + 11).contains(world.sites[0].packings.count))
      try world.execute(0, "DROP TRIGGER full")
      try world.switchOn(1)
      try Self.expectAll(1...6, world)
      #expect(Self.refusals(world) == 0)
    }
  }
}
