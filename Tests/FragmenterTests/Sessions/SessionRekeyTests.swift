// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// When a session is replaced, and that none is used beyond its end.
struct SessionRekeyTests {
  private let hour = Duration.seconds(3600)

  @Test func `a day makes a re-key due`() throws {
    let session = try SessionFixture().sessions.initiator
    #expect(!session.isRekeyDue(at: .zero + hour * 24 - .microseconds(1)))
    #expect(session.isRekeyDue(at: .zero + hour * 24))
  }

  @Test func `the 192nd message makes a re-key due, and it is still sealed`() throws {
    var session = try SessionFixture().sessions.initiator
    for number in 0..<192 {
      #expect(!session.isRekeyDue(at: .zero), "\(number)")
      let made = session.seal(SessionFixture.message([]), layout: .single)
      _ = session.end(try #require(made).number)
    }
    #expect(session.isRekeyDue(at: .zero))
    #expect(session.canSeal)
  }

  @Test func `a million wrong tags make a re-key due, once the session is twelve hours old`() throws
  {
    var session = try SessionFixture().sessions.initiator
    for _ in 1..<(1 << 20) { session.countFailedTag() }
    #expect(!session.isRekeyDue(at: .zero + hour * 13))
    session.countFailedTag()
    #expect(!session.isRekeyDue(at: .zero + hour * 12 - .microseconds(1)))
    #expect(session.isRekeyDue(at: .zero + hour * 12))
  }

  @Test func `forged frames of a connection are counted, those of strangers are not`() throws {
    var pair = try LinkPair(loss: 0, seed: 1)
    try pair.establish(thenLoss: 0)
    let record = try #require(pair.network.users[1].disk.memory.sessions.last)
    var (station, attacker) = (pair.network.users[1].station, Attacker(random: SplitMix64(seed: 1)))
    let due = pair.network.now + hour * 13
    var own = 0
    for round in 0..<(Proof.isAsked ? 2 << 20 : 20_000) {
      let isOwn = round & 1 == 0
      let connection = isOwn ? record.localConnection : record.localConnection &+ 1
      let done = ControlFrame(connection: connection, slot: 0, content: .done)
      _ = station.handle(
        .received(done.untagged + attacker.noise(7), snr: SNR(decibels: 5)), at: due)
      own += isOwn ? 1 : 0
    }
    let session = try #require(station.links[0].sessions.last)
    #expect(session.failedTags == own)
    #expect(session.isRekeyDue(at: due) == (own >= Limits.failedTags))
    #expect(station.counters.framesForged == own && station.counters.framesForeign == own)
  }

  @Test func `a session on disk holds no key that could seal`() throws {
    let fixture = try SessionFixture()
    var chain = fixture.initiator.sendChain
    let text = String(decoding: try JSONEncoder().encode(fixture.initiator.record), as: UTF8.self)
    let secrets = try [
      String(decoding: JSONEncoder().encode(chain), as: UTF8.self).dropFirst().dropLast(),
      String(decoding: JSONEncoder().encode(chain.next()), as: UTF8.self)[...],
    ]
    for secret in secrets { #expect(!text.contains(secret.split(separator: ":").last ?? "")) }
    #expect(text.contains("handshakeHash"))
    #expect(!Session(restored: fixture.initiator.record).canSeal)
  }

  @Test func `eight messages that never end make a new session, and later mail gets through`()
    throws
  {
    var pair = try LinkPair(loss: 0, seed: 5)
    try pair.establish(thenLoss: 0)
    let old = try #require(pair.network.users[0].disk.memory.sessions.last?.id)
    try pair.network.with(1) { user, _ in
      user.storing = .whenAsked
      return ((), [])
    }
    for handle in 1...9 { try pair.submit(noise(50, seed: UInt64(handle)), handle: Int64(handle)) }
    let isReplaced = try pair.network.run(until: pair.network.now + .seconds(3600)) { network in
      network.users[0].disk.memory.sessions.contains { $0.id != old }
    }
    #expect(isReplaced)
    try pair.network.with(1) { user, now in
      user.storing = .atOnce
      return ((), user.unstored.dropFirst().flatMap { user.store($0, at: now) })
    }
    try pair.run(for: .seconds(900))
    #expect(
      Set(pair.network.users[0].delivered.map(\.handle.rawValue)) == Set([-1] + (2...9)))
    #expect(pair.network.users[0].unfinished.count == 1)
    #expect(pair.violations.isEmpty)
  }

  @Test func `BUSY asks for ten seconds, then for twice as long, up to a minute`() throws {
    var pair = try LinkPair(loss: 0, seed: 6)
    try pair.establish(thenLoss: 0)
    try pair.network.with(1) { user, _ in
      user.storing = .whenAsked
      return ((), [])
    }
    try pair.submit(noise(50, seed: 6))
    try pair.run(for: .seconds(600))
    let times = pair.network.users[1].sent.compactMap { frame -> UInt8? in
      guard case .control(let control)? = try? Frame(decoding: frame),
        case .busy(let tens) = control.content
      else { return nil }
      return tens
    }
    #expect(times.prefix(6) == [1, 2, 4, 6, 6, 6])
    let first = try #require(pair.network.users[1].unstored.first)
    try pair.network.with(1) { user, now in ((), user.store(first, at: now)) }
    #expect(try pair.run(untilDelivered: 2, within: .seconds(61)))
  }

  @Test func `an abort is repeated until it is acknowledged`() throws {
    var pair = try LinkPair(loss: 0, seed: 7)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(1500, seed: 8))
    var spoiled = 0
    for _ in 0..<100_000 where aborts(pair) == 0 {
      try pair.network.step()
      let session = pair.network.users[0].station.links[0].sessions.last
      guard spoiled < 3, let transfer = session?.outgoing.values.first, let session,
        case .symbols(_, let size) = transfer.message.layout,
        pair.network.users[1].disk.memory.symbols.isEmpty
      else { continue }
      let wrong = OutgoingTransfer.Draft.symbol(
        .source, id: 0, poll: .silent, [UInt8](repeating: 0xEE, count: size))
      try pair.inject(session.encode(wrong, of: transfer.message).bytes, to: 1)
      spoiled += 1
    }
    try pair.loseAll(for: .seconds(20))
    #expect(aborts(pair) > 2)
    #expect(pair.network.users[0].returned.isEmpty)
    try pair.run(for: .seconds(60))
    #expect(pair.network.users[0].returned.count == 1)
    let last = aborts(pair)
    #expect(pair.isDrained && pair.network.users[1].stored.count == 2)
    try pair.run(for: .seconds(600))
    #expect(aborts(pair) == last)
    #expect(pair.violations.isEmpty)
  }

  private func aborts(_ pair: LinkPair) -> Int {
    pair.network.users[0].sent.count {
      guard case .control(let control)? = try? Frame(decoding: $0) else { return false }
      return control.content == .abort
    }
  }
}
