// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// A round trip that a person asks for.
struct EchoTests {
  /// Asks the other side; the frames each side sent are counted from here on.
  private func ask(_ side: Int, _ pair: inout LinkPair) throws {
    let peer = pair.keys[1 - side]
    try pair.network.with(side) { user, now in
      let isPeer = user.station.askEcho(of: peer)
      #expect(isPeer)
      return ((), user.perform(.deadline, at: now))
    }
  }

  /// How the echo ended within a minute; nil: it did not.
  private func end(_ side: Int, _ pair: inout LinkPair) throws -> EchoReport?? {
    let peer = pair.keys[1 - side]
    try pair.run(for: .seconds(60))
    return try pair.network.with(side) { user, _ in (user.station.takeEcho(of: peer), []) }
  }

  /// The figures of an echo that came within a minute.
  private func answer(_ side: Int, _ pair: inout LinkPair) throws -> EchoReport? {
    try end(side, &pair) ?? nil
  }

  private func isRequest(_ bytes: [UInt8]) -> Bool {
    guard let frame = try? Frame(decoding: bytes), case .control(let control) = frame,
      case .poll(sourceCount: 0, _, _) = control.content
    else { return false }
    return true
  }

  @Test func `it costs two frames of ten bytes and tells both ratios and the time`() throws {
    var pair = try LinkPair(loss: 0, seed: 1)
    try pair.establish(thenLoss: 0)
    pair.setSignal(decibels: 3)
    let before = pair.network.users.map(\.sent.count)
    try ask(0, &pair)
    let echo = try answer(0, &pair)
    let report = try #require(echo)
    let sent = pair.network.users.enumerated().map { $1.sent[before[$0]...] }
    #expect(sent.map(\.count) == [1, 1])
    #expect(sent.joined().allSatisfy { $0.count == ControlFrame.encodedBytes })
    let airtime = pair.home.modulation.timeOnAir(payloadBytes: ControlFrame.encodedBytes) * 2
    #expect(report.roundTrip >= airtime)
    #expect(report.roundTrip <= airtime + .milliseconds(200))
    #expect(abs(report.snrThere.decibels - 3) < 1.5)
    #expect(abs(report.snrHere.decibels - 3) < 1.5)
    #expect(pair.violations.isEmpty)
  }

  @Test func `without a session one is made first`() throws {
    var pair = try LinkPair(loss: 0, seed: 2)
    try ask(0, &pair)
    let echo = try answer(0, &pair)
    #expect(echo != nil)
    #expect(
      pair.network.users.allSatisfy { $0.station.links[0].sessions.last?.standing == .current })
    #expect(pair.violations.isEmpty)
  }

  @Test func `unanswered it is tried a bounded number of times, and then over`() throws {
    var pair = try LinkPair(loss: 0, seed: 3)
    try pair.establish(thenLoss: 1)
    let before = pair.network.users[0].sent.count
    try ask(0, &pair)
    let ended = try end(0, &pair)
    #expect(ended == .some(nil))
    #expect(pair.network.users[0].sent.count - before == Limits.echoTries)
    let later = try end(0, &pair)
    #expect(later == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `amid transfers both ways it ends, and loses no message`(seed: UInt64) throws {
    var pair = try LinkPair(loss: 0, seed: seed)
    try pair.establish(thenLoss: 0.2)
    for number in 0..<4 {
      try pair.submit(
        noise(2500, seed: UInt64(number)), from: number & 1, handle: Int64(10 + number))
    }
    try pair.run(for: .milliseconds(500))
    try ask(0, &pair)
    try ask(1, &pair)
    for side in 0...1 {
      let ended = try end(side, &pair)
      #expect(ended != nil, "seed \(seed)")
    }
    let isDrained = try pair.network.run(until: pair.network.now + .seconds(3600)) {
      $0.users.allSatisfy(\.unfinished.isEmpty)
    }
    #expect(isDrained, "seed \(seed)")
    #expect(pair.violations.isEmpty, "seed \(seed)")
  }

  @Test func `a recorded request for an echo is answered once, and not after a restart`() throws {
    var pair = try LinkPair(loss: 0, seed: 4)
    try pair.establish(thenLoss: 0)
    try ask(0, &pair)
    let echo = try answer(0, &pair)
    #expect(echo != nil)
    let recorded = try #require(pair.network.users[0].sent.last(where: isRequest))
    let before = pair.network.users[1].sent.count
    for round in 0..<10 {
      if round == 5 { try pair.restart(1) }
      try pair.inject(recorded, to: 1)
      try pair.run(for: .seconds(10))
    }
    #expect(pair.network.users[1].sent.count == before)
    #expect(pair.network.users[1].station.counters.framesForged == 5)
  }

  @Test func `a forged request for an echo is answered by nobody`() throws {
    var pair = try LinkPair(loss: 0, seed: 5)
    try pair.establish(thenLoss: 0)
    try ask(0, &pair)
    let echo = try answer(0, &pair)
    #expect(echo != nil)
    var forged = try #require(pair.network.users[0].sent.last(where: isRequest))
    // A later counter, and the tag of the former one.
    forged[5] += 1
    let before = pair.network.users[1].sent.count
    try pair.inject(forged, to: 1)
    try pair.run(for: .seconds(60))
    #expect(pair.network.users[1].sent.count == before)
    #expect(pair.network.users[1].station.links[0].sessions.map(\.failedTags).max() == 1)
  }

  @Test func `it is charged to the ledger of its band`() throws {
    let limit = AirtimeRule(window: .seconds(3600), limit: .seconds(3))
    var pair = try LinkPair(loss: 0, seed: 6, rule: limit)
    try pair.establish(thenLoss: 0)
    let before = try #require(pair.network.users[0].station.airtimeUsed(at: pair.network.now))
    try ask(0, &pair)
    let echo = try answer(0, &pair)
    #expect(echo != nil)
    let after = try #require(pair.network.users[0].station.airtimeUsed(at: pair.network.now))
    let frame = pair.home.modulation.timeOnAir(payloadBytes: ControlFrame.encodedBytes)
    #expect(after - before >= frame)
    #expect(pair.violations.isEmpty)
  }

  @Test func `nobody is asked but peers, and a dropped wish sends nothing`() throws {
    var pair = try LinkPair(loss: 0, seed: 7)
    try pair.establish(thenLoss: 0)
    let (own, peer) = (pair.keys[0], pair.keys[1])
    let before = pair.network.users[0].sent.count
    try pair.network.with(0) { user, now in
      let arePeers = [own, peer].map { user.station.askEcho(of: $0) }
      #expect(arePeers == [false, true])
      user.station.dropEcho(of: peer)
      return ((), user.perform(.deadline, at: now))
    }
    let later = try end(0, &pair)
    #expect(later == nil)
    #expect(pair.network.users[0].sent.count == before)
  }
}
