// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// How often handshakes are answered and begun, whatever is replayed.
struct HandshakeLimitTests {
  private let airtime = Duration.milliseconds(118)

  @Test func `stale initiations make eight handshakes a day at most, ten minutes apart`() throws {
    var pair = try HandshakePair()
    let old = try pair.freshInitiation()
    let newer = try pair.freshInitiation()
    #expect(pair.take(newer, at: .zero).response != nil)
    var begun: [Instant] = []
    for minute in 1...(3 * 24 * 60) {
      let now = Instant.zero + .seconds(60 * minute)
      let answer = pair.take(old, at: now)
      #expect(answer.response == nil)
      if answer.isStale { begun.append(now) }
    }
    #expect(begun.count == 3 * 8)
    for (index, instant) in begun.enumerated() {
      #expect(begun[index...].count { $0 - instant < .seconds(24 * 3600) } <= 8)
      if index > 0 { #expect(instant - begun[index - 1] >= .seconds(600)) }
    }
  }

  @Test func `six answers a minute at most, five times on air apart, however many are new`() throws
  {
    var pair = try HandshakePair()
    var answered: [Instant] = []
    var now = Instant.zero
    for _ in 0..<1200 {
      now = now + .milliseconds(100)
      let hello = try pair.freshInitiation(at: now)
      if pair.take(hello, at: now).response != nil { answered.append(now) }
    }
    #expect(answered.count == 2 * 6)
    for (index, instant) in answered.enumerated() {
      #expect(answered[index...].count { $0 - instant < .seconds(60) } <= 6)
      if index > 0 { #expect(instant - answered[index - 1] >= airtime * 5) }
    }
  }

  @Test func `one initiation is answered six times at most, byte for byte the same`() throws {
    var pair = try HandshakePair()
    let hello = try pair.freshInitiation()
    let answers = (0..<500).compactMap { second in
      pair.take(hello, at: .zero + .seconds(second)).response
    }
    #expect(answers.count == 6 && Set(answers).count == 1)
  }

  @Test func `initiations recorded but never delivered are answered once each, in order only`()
    throws
  {
    var pair = try HandshakePair()
    var hellos: [HelloFrame] = []
    for _ in 0..<5 { hellos.append(try pair.freshInitiation()) }
    var now = Instant.zero
    var accepted = 0
    for hello in [0, 2, 1, 4, 3, 0, 2].map({ hellos[$0] }) {
      now = now + .seconds(100)
      if case .accepted = pair.take(hello, at: now) { accepted += 1 }
    }
    #expect(accepted == 3)
  }

  @Test func `an authentic initiation lifts a counter that an old disk has lost`() throws {
    var pair = try HandshakePair()
    for _ in 0..<7 { _ = pair.take(try pair.freshInitiation(), at: .zero) }
    // The first machine's disk is an old one; the second begins.
    let marks = pair.machines[1].marks
    #expect(marks.peer == 1, "the others came too soon after it")
    var step = LinkStep()
    let frame = pair.machines[1].initiate(
      SessionFixture.supplies(5, ephemeral: 77, at: .zero), step: &step)
    var old = try HandshakePair().machines[0]
    _ = old.receiveInitiation(
      try HandshakePair.hello(frame ?? []), SessionFixture.supplies(6, ephemeral: 78),
      step: &step)
    #expect(old.marks.own == 1)
  }

  @Test func `a counter at its end is never used again and the link stays quiet`() throws {
    var machine = try HandshakePair(marks: HandshakeMarks(own: .max)).machines[0]
    var step = LinkStep()
    let frame = machine.initiate(SessionFixture.supplies(1, ephemeral: 1), step: &step)
    #expect(frame == nil && step.changes.isEmpty)
    #expect(machine.nextInitiation == .zero + .seconds(3600))
  }

  @Test func `repeated initiations are twenty times on air apart, doubling to an hour`() throws {
    var machine = try HandshakePair().machines[0]
    var (step, now) = (LinkStep(), Instant.zero)
    var random = SplitMix64(seed: 1)
    for attempt in 0..<60 {
      var supplies = SessionFixture.supplies(1, ephemeral: UInt8(attempt), at: now)
      supplies.spread = Double.random(in: 0..<1, using: &random)
      _ = machine.initiate(supplies, step: &step)
      let pause = machine.nextInitiation - now
      let usual = min(airtime * 20 * (1 << min(attempt / 2, 12)), .seconds(3600))
      #expect(pause >= usual * 0.69 && pause <= usual * 1.31, "attempt \(attempt)")
      now = machine.nextInitiation
    }
    #expect(machine.marks.own == 10)
  }

  @Test func `while the responder has not heard the initiator in it, a session is half open`()
    throws
  {
    for seed in UInt64(0)..<10 {
      var pair = try LinkPair(loss: 0, seed: seed)
      try pair.establish(thenLoss: 0)
      try pair.restart(0)
      try pair.submit(noise(300, seed: seed), from: 0, handle: 1)
      let isResponse: (Frame) -> Bool = {
        if case .hello(let hello) = $0 { hello.kind == .response } else { false }
      }
      #expect(try pair.run(untilSentBy: 1, isResponse))
      // The response is on the air; what the initiator sends after it is lost for a while.
      try pair.run(for: .milliseconds(110))
      let sessions = pair.network.users.map { $0.station.links[0].sessions }
      #expect(sessions[0].last?.standing == .current)
      #expect(sessions[1].last?.standing == .pending && sessions[1].count == 2)
      try pair.submit(noise(300, seed: seed &+ 1), from: 1, handle: 2)
      try pair.loseAll(for: .milliseconds(Int(seed) * 300))
      try pair.run(for: .seconds(600))
      #expect(pair.isDrained && pair.violations.isEmpty, "seed \(seed)")
      #expect(pair.network.users.map(\.stored.count) == [1, 2], "seed \(seed)")
      let ids = pair.network.users.map { $0.station.links[0].sessions.last?.id }
      #expect(ids[0] == ids[1], "seed \(seed)")
    }
  }
}
