// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Doubled, delayed, replayed and forged frames, and strangers on the same air.
struct HostileAirTests {
  @Test(arguments: 0..<20) func `doubled and late frames do no harm`(seed: UInt64) throws {
    var pair = try LinkPair(loss: 0.2, seed: seed)
    for side in 0..<2 {
      try pair.network.with(side) { user, _ in
        let own = SplitMix64(seed: seed &* 2 &+ UInt64(side))
        user.mischief = LinkUser.Mischief(probability: 0.3, random: own)
        return ((), [])
      }
    }
    for handle in 1...6 {
      let payload = noise(handle * 200, seed: seed &+ UInt64(handle))
      try pair.submit(payload, from: handle & 1, handle: Int64(handle))
    }
    let isDrained = try pair.network.run(until: .zero + .seconds(24 * 3600)) {
      $0.users.allSatisfy(\.unfinished.isEmpty)
    }
    #expect(isDrained, "seed \(seed)")
    let returned = pair.network.users.flatMap(\.returned).count
    #expect(pair.network.users.map(\.stored.count) == [3, 3], "seed \(seed)")
    #expect(pair.network.users.map(\.opened).reduce(0, +) <= 6 + returned, "seed \(seed)")
    #expect(pair.violations.isEmpty, "seed \(seed)")
  }

  @Test(arguments: 0..<3) func `replaying everything costs under one percent and changes nothing`(
    order: Int
  ) throws {
    var pair = try LinkPair(loss: 0.1, seed: 3)
    try pair.establish(thenLoss: 0.1)
    try pair.submit(noise(50_000, seed: 3))
    #expect(try pair.run(untilDelivered: 2, within: .seconds(3600)))
    try pair.run(for: .seconds(60))
    let spent = airtime(of: pair)
    let disks = pair.network.users.map(\.disk.memory)
    var frames = (0..<2).flatMap { side in pair.network.users[side].sent.map { (1 - side, $0) } }
    var random = SplitMix64(seed: 3)
    if order == 1 { frames.reverse() }
    if order == 2 { frames.shuffle(using: &random) }
    for (target, frame) in frames {
      try pair.inject(frame, to: target)
      try pair.run(for: .milliseconds(50))
    }
    try pair.run(for: .seconds(60))
    let extra = airtime(of: pair) - spent
    #expect(extra * 100 < spent, "\(extra) of \(spent)")
    for side in 0..<2 {
      let memory = pair.network.users[side].disk.memory
      #expect(memory.sessions == disks[side].sessions && memory.marks == disks[side].marks)
      #expect(memory.symbols.isEmpty && memory.sealed.isEmpty)
    }
    #expect(pair.network.users[1].opened == 2)
    #expect(pair.violations.isEmpty)
  }

  private func airtime(of pair: LinkPair) -> Duration {
    pair.network.users.map(\.station.counters.airtimeSent).reduce(.zero, +)
  }

  @Test func `forged answers free no message and forged data is not kept`() throws {
    var pair = try LinkPair(loss: 0, seed: 4)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(5000, seed: 4))
    let isLast: (Frame) -> Bool = {
      if case .symbol(let symbol) = $0 { symbol.kind == .last } else { false }
    }
    #expect(try pair.run(untilSentBy: 0, isLast))
    try pair.loseAll(for: .milliseconds(410))
    let record = try #require(pair.network.users[0].disk.memory.sessions.last)
    let before = pair.network.users
    var random = SplitMix64(seed: 4)
    for round in 0..<100_000 {
      let target = round % 8 == 7 ? 1 : 0
      let connection = target == 0 ? record.localConnection : record.remoteConnection
      let frame = forgery(round, connection: connection, random: &random)
      try pair.inject(frame, to: target)
    }
    for side in 0..<2 {
      let (old, new) = (before[side], pair.network.users[side])
      #expect(new.delivered.count == old.delivered.count)
      #expect(new.disk.memory.symbols == old.disk.memory.symbols)
      #expect(new.disk.memory.sessions == old.disk.memory.sessions)
      #expect(new.disk.memory.sealed.count == old.disk.memory.sealed.count)
    }
    let forged = pair.network.users.map(\.station.counters.framesForged).reduce(0, +)
    #expect(forged == 100_000)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
  }

  private func forgery(
    _ round: Int, connection: UInt8, random: inout SplitMix64
  ) -> [UInt8] {
    let tag = (0..<7).map { _ in UInt8.random(in: 0...255, using: &random) }
    let slot = UInt8.random(in: 0..<16, using: &random)
    let symbol = noise(200, seed: random.next())
    switch round % 4 {
    case 0:
      let done = ControlFrame(connection: connection, slot: 1, content: .done)
      return done.untagged + tag
    case 1:
      let content = ControlFrame.Content.report(
        need: 700, wantedSpreadingFactor: .sf7, snrQuarterDecibels: 0)
      let report = ControlFrame(connection: connection, slot: 1, content: content)
      return report.untagged + tag.prefix(4)
    case 2:
      let content: ControlFrame.Content = slot < 8 ? .rejected : .abortAcknowledged
      return ControlFrame(connection: connection, slot: 1, content: content).untagged + tag
    default:
      let frame = SymbolFrame(
        kind: .source, poll: .silent, connection: connection, slot: slot, symbolID: 3,
        symbol: symbol)
      return frame.untagged + tag.prefix(4)
    }
  }

  @Test(arguments: 0..<10) func `three stations share the air, restart, and all mail arrives`(
    seed: UInt64
  ) throws {
    var row = try LinkPair(loss: 0.1, seed: seed, stations: 3)
    let ways = [(0, 1), (1, 0), (1, 2), (2, 1)]
    var expected = [Set<[UInt8]>](repeating: [], count: 3)
    for handle in 0..<24 {
      let (from, to) = ways[handle % 4]
      let payload = noise(20 + handle * 40, seed: seed &* 100 &+ UInt64(handle))
      expected[to].insert(payload)
      try row.submit(payload, from: from, to: to, handle: Int64(handle))
      if handle.isMultiple(of: 5) { try row.run(for: .seconds(3)) }
      if handle % 7 == 6 { try row.restart(handle % 3) }
    }
    let isDrained = try row.network.run(until: .zero + .seconds(3600)) {
      $0.users.allSatisfy(\.unfinished.isEmpty)
    }
    #expect(isDrained, "seed \(seed)")
    let isAllThere = row.network.users.map { Set($0.stored) } == expected
    #expect(isAllThere, "seed \(seed)")
    #expect(row.violations.isEmpty, "seed \(seed)")
  }

  @Test func `an exchange that ends without an answer gives the air to the other peers`() throws {
    var row = try LinkPair(loss: 0, seed: 1, stations: 3)
    try row.submit([1], from: 0, to: 1, handle: 1)
    #expect(try row.run(untilDelivered: 1, from: 0, within: .seconds(60)))
    let first = try #require(row.network.users[0].sent.first)
    for index in 0..<2 { try row.restart(index) }
    // A stale initiation makes the middle station begin a handshake, with nothing to send.
    try row.inject(first, to: 1)
    try row.run(for: .seconds(5))
    try row.submit([2], from: 1, to: 2, handle: 2)
    #expect(try row.run(untilDelivered: 1, from: 1, within: .seconds(60)))
  }

  @Test func `a payload no message can carry comes back at once`() throws {
    var pair = try LinkPair(loss: 0, seed: 1)
    var station = pair.network.users[0].station
    let message = SessionFixture.message(noise(station.largestPayloadBytes + 1, seed: 1))
    let step = station.handle(.submit(message, to: pair.keys[1]), at: .zero)
    let isReturned = step.actions == [.returned(message.handle, pair.keys[1])]
    #expect(isReturned)
    #expect(station.nextDeadline == nil)
    try pair.submit(noise(station.largestPayloadBytes, seed: 2))
    #expect(try pair.run(untilDelivered: 1, within: .seconds(3600)))
  }

  @Test func `a lost answer to an abort is given again`() throws {
    let (initiator, responder) = try SessionFixture().sessions
    var (left, right, step) = (initiator, responder, LinkStep())
    _ = left.seal(SessionFixture.message([]), layout: .single)
    let abort = left.encode(.abort, MessageNumber(0), covering: [])
    guard case .control(let frame) = try Frame(decoding: abort.bytes) else { return }
    for round in 0..<6 {
      let context = SessionFixture.context(at: .zero + .milliseconds(100 * round))
      let reception = right.receiveRequest(frame, bytes: abort.bytes, context: context, step: &step)
      #expect(reception.answers.count == 1, "round \(round)")
    }
  }
}
