// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Messages that say by the way what is stored.
@Suite struct RidingTests {
  private func message(_ handle: Int, bytes: Int = 100) -> OutboundMessage {
    OutboundMessage(
      handle: MessageHandle(rawValue: Int64(handle)), messageClass: .chat,
      payload: noise(bytes, seed: UInt64(handle)))
  }

  /// A pair in which each side answers so many messages with one of its own, once one begins.
  private func talkers(_ count: Int, seed: UInt64, thenLoss loss: Double = 0) throws -> LinkPair {
    var pair = try LinkPair(loss: 0, seed: seed)
    try pair.establish(thenLoss: loss)
    for side in 0..<2 {
      let replies = (1...count).map { message(1000 * (side + 1) + $0) }
      pair.network.change(side) { $0.replies = replies }
    }
    return pair
  }

  private func isDone(_ frame: [UInt8]) -> Bool {
    if case .control(let control)? = try? Frame(decoding: frame) {
      control.content == .done
    } else {
      false
    }
  }

  private func singles(_ frames: some Sequence<[UInt8]>) -> [SingleFrame] {
    frames.compactMap {
      if case .single(let single)? = try? Frame(decoding: $0) { single } else { nil }
    }
  }

  private func start(_ pair: inout LinkPair) throws {
    try pair.submit(noise(100, seed: 7), handle: 7, as: .chat)
  }

  @Test func `of messages that answer each other only the last is answered by a DONE`() throws {
    var pair = try talkers(10, seed: 1)
    let before = pair.network.users.map(\.sent.count)
    let spent = pair.network.air.counters.airtime
    try start(&pair)
    #expect(
      try pair.network.run(until: pair.network.now + .seconds(60)) {
        $0.users.allSatisfy(\.unfinished.isEmpty)
      })
    let sent = (0..<2).flatMap { pair.network.users[$0].sent[before[$0]...] }
    #expect(singles(sent).count == 21)
    #expect(sent.count(where: isDone) == 1)
    #expect(sent.count == 22)
    let modulation = LinkPair.channel.modulation
    let airtime = pair.network.air.counters.airtime - spent
    let single = modulation.timeOnAir(payloadBytes: 123)
    #expect(airtime == single * 21 + modulation.timeOnAir(payloadBytes: 10))
    #expect(pair.violations.isEmpty)
  }

  @Test(arguments: 0..<20) func `whatever is lost, each message arrives once`(seed: UInt64) throws {
    var pair = try talkers(12, seed: seed, thenLoss: 0.25)
    try start(&pair)
    let isOver = try pair.network.run(until: pair.network.now + .seconds(6 * 3600)) {
      $0.users.allSatisfy { $0.unfinished.isEmpty && $0.replies.isEmpty }
    }
    #expect(isOver, "seed \(seed)")
    #expect(pair.network.users.map(\.stored.count) == [12, 14], "seed \(seed)")
    #expect(pair.network.users.map(\.opened) == [12, 14], "seed \(seed)")
    #expect(pair.violations.isEmpty, "seed \(seed)")
  }

  @Test func `a rider sent again after a restart is the same, byte for byte`() throws {
    var pair = try talkers(1, seed: 3)
    try start(&pair)
    let isRider: (Frame) -> Bool = {
      if case .single(let single) = $0 { single.acknowledged != nil } else { false }
    }
    #expect(try pair.run(untilSentBy: 1, isRider))
    let first = try #require(singles(pair.network.users[1].sent).last)
    try pair.loseAll(for: .milliseconds(300))
    try pair.restart(1)
    #expect(
      try pair.network.run(until: pair.network.now + .seconds(600)) {
        $0.users.allSatisfy(\.unfinished.isEmpty)
      })
    let riders = singles(pair.network.users[1].sent).filter {
      $0.number == first.number && $0.acknowledged != nil
    }
    #expect(riders.count == 2)
    #expect(riders.allSatisfy { $0 == first })
    #expect(pair.violations.isEmpty)
  }

  @Test func `with strangers about, two talkers leave the air to them after sixteen frames`() throws
  {
    var pair = try talkers(40, seed: 4)
    let stranger = SymbolFrame(
      kind: .source, poll: .silent, connection: 0, slot: 0, symbolID: 0, symbol: [1, 2, 3])
    for side in 0..<2 { try pair.inject(stranger.untagged + [0, 0, 0, 0], to: side) }
    let before = pair.network.users[0].sent.count
    try start(&pair)
    #expect(
      try pair.network.run(until: pair.network.now + .seconds(120)) {
        $0.users.allSatisfy(\.unfinished.isEmpty)
      })
    let sent = singles(pair.network.users[0].sent[before...])
    let runs = sent.split { $0.acknowledged == nil }.map(\.count)
    #expect(runs.count > 2)
    #expect(runs.allSatisfy { $0 <= 8 }, "\(runs)")
  }

  @Test func `who waits for a DONE waits for the message in its place`() throws {
    var pair = try LinkPair(loss: 0, seed: 6)
    try pair.establish(thenLoss: 0)
    let long = (1...10).map { message($0, bytes: 230) }
    pair.network.change(1) { $0.replies = Array(long.prefix(5)) }
    pair.network.change(0) { $0.replies = Array(long.suffix(5)) }
    try start(&pair)
    let isGivenUp = try pair.network.run(until: pair.network.now + .seconds(60)) {
      $0.users.contains { user in
        user.station.links[0].sessions.contains { session in
          session.outgoing.values.contains { if case .resting = $0.phase { true } else { false } }
        }
      }
    }
    #expect(!isGivenUp)
    #expect(pair.isDrained)
    #expect(singles(pair.network.users.flatMap(\.sent)).count { $0.acknowledged != nil } >= 9)
  }

  @Test func `a message longer than a frame lets the DONE go alone`() throws {
    var pair = try LinkPair(loss: 0, seed: 5)
    try pair.establish(thenLoss: 0)
    let long = [message(2000, bytes: 400)]
    pair.network.change(1) { $0.replies = long }
    try start(&pair)
    #expect(
      try pair.network.run(until: pair.network.now + .seconds(60)) {
        $0.users.allSatisfy(\.unfinished.isEmpty)
      })
    #expect(singles(pair.network.users[1].sent).allSatisfy { $0.acknowledged == nil })
    #expect(pair.network.users[1].sent.contains(where: isDone))
  }
}
