// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct AnnouncedBurstTests {
  private let slow = Modulation(
    spreadingFactor: .sf10, bandwidth: .kHz125, codingRate: .fourFifths)

  private func makePair(
    loss: Double, seed: UInt64, stations: Int = 2, rescue: SpreadingFactor? = nil
  ) throws -> LinkPair {
    try LinkPair(
      loss: loss, seed: seed, modulation: slow, stations: stations,
      spreadingFactors: [.sf7, .sf8, .sf9, .sf10], rescue: rescue)
  }

  private func isReservation(_ frame: [UInt8]) -> Bool {
    if case .reservation? = try? Frame(decoding: frame) { true } else { false }
  }

  @Test func `on a good way a big message goes fast, and both are home again after it`() throws {
    var pair = try makePair(loss: 0, seed: 1)
    try pair.establish(thenLoss: 0)
    let before = pair.network.air.counters.airtime
    let payload = noise(10_000, seed: 1)
    try pair.submit(payload, handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(600)))
    let isWhole = pair.network.users[1].stored.last == payload
    #expect(isWhole)
    let airtime = pair.network.air.counters.airtime - before
    #expect(airtime < .seconds(20), "at SF10 it takes 90 s, took \(airtime)")
    try pair.run(for: .seconds(40))
    #expect(pair.network.users.allSatisfy { $0.tuned == pair.home })
  }

  @Test(arguments: [0.1, 0.3, 0.5]) func `whatever is lost, all arrives and nobody stays away`(
    loss: Double
  ) throws {
    for seed in UInt64(1)...5 {
      var pair = try makePair(loss: loss, seed: seed)
      let payloads = (0..<3).map { noise(4_000 + 3_000 * $0, seed: seed + UInt64($0)) }
      for (index, payload) in payloads.enumerated() {
        try pair.submit(payload, handle: Int64(index), as: .bulk)
      }
      try pair.submit(noise(100, seed: seed), from: 1, handle: 9, as: .chat)
      #expect(try pair.run(untilDelivered: 3, within: .seconds(7200)), "seed \(seed)")
      #expect(try pair.run(untilDelivered: 1, from: 1, within: .seconds(7200)), "seed \(seed)")
      let isWhole = Set(pair.network.users[1].stored) == Set(payloads)
      #expect(isWhole, "seed \(seed)")
      try pair.run(for: .seconds(40))
      #expect(pair.network.users.allSatisfy { $0.tuned == pair.home }, "seed \(seed)")
      #expect(pair.violations == [], "seed \(seed)")
    }
  }

  @Test func `announcements with a wrong tag count towards the re-key, true ones do not`() throws {
    var pair = try makePair(loss: 0, seed: 4)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(10_000, seed: 4), handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(600)))
    let frames = pair.network.users.map { $0.sent.filter(isReservation) }
    #expect(frames.allSatisfy { !$0.isEmpty })
    for side in 0..<2 {
      let session = { (pair: LinkPair) in pair.network.users[side].station.links[0].sessions.last }
      let before = try #require(session(pair)).failedTags
      let frame = try #require(frames[1 - side].last)
      for bit in 0..<32 {
        var forged = frame
        forged[forged.count - 1 - bit / 8] ^= 1 << UInt8(bit & 7)
        try pair.inject(forged, to: side)
      }
      #expect(session(pair)?.failedTags == before + 32)
      // A true one that is old moves nobody, and is no forgery.
      if side == 1 { try pair.inject(frame, to: side) }
      #expect(session(pair)?.failedTags == before + 32)
    }
  }

  @Test func `nothing is sent away from home after the time agreed on`() throws {
    for seed in UInt64(1)...5 {
      var pair = try makePair(loss: 0.2, seed: seed)
      try pair.submit(noise(60_000, seed: seed), handle: 1, as: .bulk)
      #expect(try pair.run(untilDelivered: 1, within: .seconds(7200)), "seed \(seed)")
      for user in pair.network.users {
        let absences = user.absences
        #expect(!absences.isEmpty, "seed \(seed)")
        #expect(absences.allSatisfy { $0 <= .milliseconds(30_500) }, "seed \(seed): \(absences)")
      }
    }
  }

  @Test func `an old announcement moves nobody and is not answered`() throws {
    var pair = try makePair(loss: 0, seed: 4)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(10_000, seed: 1), handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(600)))
    try pair.run(for: .seconds(40))
    let announcement = pair.network.users[0].sent.first(where: isReservation)
    let old = try #require(announcement)
    let before = pair.network.users[1].sent.count
    for _ in 0..<10 {
      try pair.inject(old, to: 1)
      try pair.run(for: .seconds(3))
    }
    #expect(pair.network.users[1].sent.count == before)
    #expect(pair.network.users[1].tuned == pair.home)
  }

  @Test func `a peer that went although its CTS was lost is called where the burst shall be`()
    throws
  {
    var pair = try makePair(loss: 0, seed: 7)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(10_000, seed: 7), handle: 1, as: .bulk)
    let isClear: (Frame) -> Bool = {
      if case .reservation(let frame) = $0 { frame.kind == .clear } else { false }
    }
    #expect(try pair.run(untilSentBy: 1, isClear))
    try pair.loseAll(for: .milliseconds(260))
    let before = pair.network.users[0].sent.count
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    let caller = pair.network.users[0]
    let again = try #require(caller.sent[before...].firstIndex(where: isReservation))
    #expect(caller.sentOn[again] != pair.home)
    #expect(caller.sent[before...].count(where: isReservation) == 1)
  }

  @Test func `a burst is not announced that the band has no room for`() throws {
    let control = slow.timeOnAir(payloadBytes: 13) * 40
    var pair = try LinkPair(
      loss: 0, seed: 8, modulation: slow, rule: AirtimeRule(limit: .seconds(36)),
      reserve: DutyReserve(control: control, chat: .zero),
      spreadingFactors: [.sf7, .sf8, .sf9, .sf10])
    try pair.submit(noise(100_000, seed: 8), handle: 1, as: .bulk)
    try pair.run(for: .seconds(3 * 3600))
    let frames = pair.network.users[0].sent.compactMap { try? Frame(decoding: $0) }
    let bursts = frames.split(omittingEmptySubsequences: false) {
      if case .reservation = $0 { true } else { false }
    }
    // What comes before the first is the handshake, and the last may not be over.
    let symbols = bursts.dropFirst().dropLast().map { burst in
      burst.count { if case .symbol = $0 { true } else { false } }
    }
    #expect(symbols.count > 3)
    #expect(symbols.allSatisfy { $0 >= 4 }, "\(symbols)")
  }

  @Test func `after a DONE to a fast burst both are home, wherever they met`() throws {
    for seed in UInt64(1)...5 {
      var pair = try makePair(loss: 0, seed: seed, rescue: .sf12)
      try pair.establish(thenLoss: 0)
      try pair.submit(noise(10_000, seed: seed), handle: 1, as: .bulk)
      try pair.run(for: .seconds(4))
      try pair.loseAll(for: .seconds(75))
      let home = pair.home
      #expect(pair.network.users.allSatisfy { $0.tuned != home }, "seed \(seed)")
      #expect(try pair.run(untilDelivered: 2, within: .seconds(600)), "seed \(seed)")
      try pair.run(for: .seconds(2))
      #expect(pair.network.users.allSatisfy { $0.tuned == home }, "seed \(seed)")
    }
  }

  @Test func `without a choice of rates nothing is ever announced`() throws {
    var pair = try LinkPair(loss: 0.2, seed: 5, modulation: slow)
    try pair.submit(noise(5_000, seed: 1), handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 1, within: .seconds(3600)))
    #expect(!pair.network.users.contains { $0.sent.contains(where: isReservation) })
  }

  @Test func `the silence that leads to the rescue place begins with the first request`() throws {
    var pair = try LinkPair(
      loss: 0, seed: 6, modulation: slow, spreadingFactors: [.sf10], rescue: .sf12)
    try pair.establish(thenLoss: 1)
    let before = pair.network.users[0].sent.count
    try pair.submit(noise(100, seed: 6), handle: 1)
    let home = pair.home
    let isAway = try pair.network.run(until: pair.network.now + .seconds(60)) {
      $0.users[0].tuned != home
    }
    #expect(isAway)
    let user = pair.network.users[0]
    let airtime = slow.timeOnAir(payloadBytes: user.sent[before].count)
    let silence = pair.network.now - user.sentAt[before] - airtime
    #expect(silence >= .seconds(30) && silence < .milliseconds(30_100))
  }

  @Test func `after silence both meet at the rescue place, and come back by a faster rate`() throws
  {
    for seed in UInt64(1)...5 {
      var pair = try LinkPair(
        loss: 0, seed: seed, spreadingFactors: [.sf7, .sf8, .sf9, .sf10], rescue: .sf10)
      pair.setSignal(decibels: -2)
      try pair.submit([0], handle: -1)
      #expect(try pair.run(untilDelivered: 1, within: .seconds(60)))
      try pair.submit(noise(20_000, seed: seed), handle: 1, as: .bulk)
      try pair.run(for: .seconds(4))
      pair.setSignal(decibels: -12)
      let silent = pair.network.now
      let arrived = pair.network.users[1].heard.count
      let isMet = try pair.network.run(until: silent + .seconds(90)) {
        $0.users[1].heard.count > arrived
      }
      #expect(isMet, "seed \(seed)")
      #expect(try pair.run(untilDelivered: 2, within: .seconds(1000)), "seed \(seed)")
      pair.setSignal(decibels: -2)
      try pair.run(for: .seconds(700))
      try pair.submit(noise(20_000, seed: seed), handle: 2, as: .bulk)
      #expect(try pair.run(untilDelivered: 3, within: .seconds(1000)), "seed \(seed)")
      #expect(pair.network.users.contains { $0.usedSpreadingFactors.contains(.sf7) })
    }
  }
}
