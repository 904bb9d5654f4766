// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// When an amateur station tells its call sign.
struct IdentificationTests {
  private static let callSigns = ["F4ABC", "DL1ABC/P"]
  private static let interval = Duration.seconds(600)

  @Test func `nothing is owed before the first frame and after the call sign`() {
    var identification = Identification(interval: Self.interval)
    #expect(identification.need(at: .zero + .seconds(9999)) == .none)
    identification.sent(at: .zero)
    #expect(identification.need(at: .zero + .seconds(29)) == .none)
    #expect(identification.need(at: .zero + .seconds(30)) == .wanted)
    identification.identified()
    #expect(identification.need(at: .zero + .seconds(9999)) == .none)
  }

  @Test func `while frames follow each other it is wanted at half and due at nine tenths`() {
    var identification = Identification(interval: Self.interval)
    for second in 0...540 {
      let now = Instant.zero + .seconds(second)
      let expected: Identification.Need =
        second == 540 ? .due : second >= 300 ? .wanted : .none
      #expect(identification.need(at: now) == expected, "second \(second)")
      identification.sent(at: now)
    }
  }

  @Test func `a call sign that could not be sent is tried again later, not at once`() {
    var identification = Identification(interval: Self.interval)
    identification.sent(at: .zero)
    let now = Instant.zero + .seconds(545)
    identification.postpone(until: now + .seconds(5))
    #expect(identification.need(at: now + .seconds(4)) == .none)
    #expect(identification.need(at: now + .seconds(5)) == .due)
  }

  /// Whether each frame is followed by the call sign in time, and how often that was sent.
  private func check(_ user: LinkUser, until end: Instant, _ comment: Comment) -> Int {
    let frames = zip(user.sent, user.sentAt)
    let calls = frames.filter { isCall($0.0) }.map(\.1)
    for (frame, at) in frames where !isCall(frame) && end - at > Self.interval {
      let isFollowed = calls.contains { at <= $0 && $0 - at <= Self.interval }
      #expect(isFollowed, "\(comment), a frame at \(at)")
      guard isFollowed else { break }
    }
    return calls.count
  }

  private func isCall(_ frame: [UInt8]) -> Bool {
    if case .identification? = try? Frame(decoding: frame) { true } else { false }
  }

  private static let worlds: [(SpreadingFactor, Double, [SpreadingFactor], UInt64)] = [
    (.sf7, 0, [], 1), (.sf7, 0.2, [], 2), (.sf7, 0.5, [], 3), (.sf12, 0, [], 4),
    (.sf12, 0.2, [], 5), (.sf8, 0.1, [.sf7, .sf8, .sf9, .sf10], 6), (.sf7, 1, [], 7),
  ]

  @Test(arguments: worlds) func `every frame is followed by the call sign within ten minutes`(
    factor: SpreadingFactor, loss: Double, factors: [SpreadingFactor], seed: UInt64
  ) throws {
    var modulation = LinkPair.channel.modulation
    modulation.spreadingFactor = factor
    var pair = try LinkPair(
      loss: loss, seed: seed, modulation: modulation, spreadingFactors: factors,
      rescue: factors.last, callSigns: Self.callSigns)
    var random = SplitMix64(seed: seed)
    for round in 0..<24 {
      let bytes = Int.random(in: 1...(round % 6 == 0 ? 40_000 : 1500), using: &random)
      try pair.submit(
        noise(factor > .sf10 ? bytes / 8 : bytes, seed: seed), from: round % 2,
        handle: Int64(round), as: round % 6 == 0 ? .bulk : .chat)
      try pair.run(for: .seconds(Int.random(in: 1...400, using: &random)))
      if round == 12 { try pair.restart(0) }
    }
    try pair.run(for: .seconds(2000))
    for user in pair.network.users {
      let calls = check(user, until: pair.network.now, "seed \(seed)")
      #expect(loss == 1 || calls >= 5, "seed \(seed)")
      // A communication each round at most, and one in five minutes of those that last.
      #expect(calls <= 24 + 120, "seed \(seed): \(calls)")
    }
    #expect(pair.violations == [], "seed \(seed)")
  }

  @Test func `a transfer is hardly longer for the call sign, and idle stations are silent`() throws
  {
    var pair = try LinkPair(loss: 0, seed: 1, callSigns: Self.callSigns)
    try pair.submit(noise(100, seed: 1))
    #expect(try pair.run(untilDelivered: 1, within: .seconds(60)))
    try pair.run(for: .seconds(60))
    let counts = pair.network.users.map(\.sent.count)
    for user in pair.network.users { #expect(user.sent.count(where: isCall) == 1) }
    try pair.run(for: .seconds(24 * 3600))
    #expect(pair.network.users.map(\.sent.count) == counts)
  }

  @Test func `call signs heard are told, the newest first`() throws {
    var pair = try LinkPair(loss: 0, seed: 1, callSigns: Self.callSigns)
    try pair.submit(noise(100, seed: 1))
    try pair.run(for: .seconds(120))
    for side in 0...1 {
      let heard = pair.network.users[side].station.heardCallSigns
      #expect(heard.map(\.callSign.text) == [Self.callSigns[1 - side]])
    }
    let stranger = IdentificationFrame(try #require(CallSign("W1AW"))).encoded
    let foreign = pair.network.users[0].station.counters.framesForeign
    try pair.inject(stranger, to: 0)
    let heard = pair.network.users[0].station.heardCallSigns
    #expect(heard.map(\.callSign.text) == ["W1AW", "DL1ABC/P"])
    #expect(heard.first?.snr == SNR(decibels: 5) && heard.first?.at == pair.network.now)
    #expect(pair.network.users[0].station.counters.framesForeign == foreign)
  }

  @Test func `a flood of call signs uses up no memory, and encrypting stations take none`() throws {
    var clear = try LinkPair(loss: 0, seed: 1, callSigns: Self.callSigns)
    var encrypted = try LinkPair(loss: 0, seed: 1)
    for number in 0..<100 {
      let callSign = try #require(
        CallSign("F\(number % 10)\("ABCDEFGHIJ".dropFirst(number / 10).first ?? "A")A"))
      try clear.inject(IdentificationFrame(callSign).encoded, to: 0)
      try encrypted.inject(IdentificationFrame(callSign).encoded, to: 0)
    }
    #expect(clear.network.users[0].station.heardCallSigns.count == 32)
    #expect(encrypted.network.users[0].station.heardCallSigns.isEmpty)
    #expect(encrypted.network.users[0].station.counters.framesForeign == 100)
  }

  @Test func `the call sign is charged like any frame, and waits for the law`() throws {
    let rule = AirtimeRule(window: .seconds(3600), limit: .seconds(10))
    var pair = try LinkPair(loss: 0, seed: 1, rule: rule, callSigns: Self.callSigns)
    for handle in 1...20 as ClosedRange<Int64> {
      try pair.submit(noise(2000, seed: 1), handle: handle, as: .bulk)
    }
    try pair.run(for: .seconds(7200))
    let modulation = LinkPair.channel.modulation
    let user = pair.network.users[0]
    #expect(user.sent.contains(where: isCall))
    for (index, end) in user.sentAt.enumerated() {
      let window = zip(user.sent, user.sentAt).prefix(index + 1)
        .filter { end - $0.1 < .seconds(3600) }
      let airtime = window.reduce(Duration.zero) {
        $0 + modulation.timeOnAir(payloadBytes: $1.0.count)
      }
      #expect(airtime <= .seconds(10))
    }
  }

  @Test func `a radio that fails is asked for the call sign now and then, not without end`() throws
  {
    let pair = try LinkPair(loss: 0, seed: 1, callSigns: Self.callSigns)
    var station = pair.network.users[0].station
    var now = Instant.zero
    _ = station.handle(.submit(SessionFixture.message([1]), to: pair.keys[1]), at: now)
    var tries = 0
    var events = 0
    var pending: LinkEvent = .deadline
    while now < .zero + .seconds(3600), events < 20_000 {
      events += 1
      let step = station.handle(pending, at: now)
      pending = .deadline
      for action in step.actions {
        switch action {
        case .transmit(let frame):
          tries += isCall(frame) ? 1 : 0
          pending = .transmissionFailed
        case .sense: pending = .sensed(.clear)
        default: break
        }
      }
      if case .deadline = pending, let next = station.nextDeadline { now = max(now, next) }
    }
    #expect(events < 20_000)
    #expect((10...800).contains(tries), "\(tries)")
  }
}
