// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct TwoBandsTests {
  private let home = LinkPair.channel.frequency
  private let away = TwoBands.extra().channel.frequency

  /// Sends a message and says how long it took; nil when it did not arrive in two days.
  private func time(_ bytes: Int, through pair: inout LinkPair) throws -> Duration? {
    try pair.establish(thenLoss: 0.1)
    let payload = noise(bytes, seed: 1)
    let start = pair.network.now
    try pair.submit(payload, handle: 1, as: .bulk)
    guard try pair.run(untilDelivered: 2, within: .seconds(48 * 3600)) else { return nil }
    let isWhole = pair.network.users[1].stored.last == payload
    #expect(isWhole)
    return pair.network.now - start
  }

  private func checkHours(of pair: LinkPair, _ comment: String) {
    for user in pair.network.users {
      let worst = (user.worstHour(on: home), user.worstHour(on: away))
      #expect(worst.0 <= .seconds(36), "home, \(comment): \(worst)")
      #expect(worst.1 <= .seconds(360), "away, \(comment): \(worst)")
    }
  }

  @Test func `a big message takes the band that has room, and chat and control stay at home`()
    throws
  {
    var pair = try TwoBands.pair(seed: 1)
    let took = try #require(try time(150_000, through: &pair))
    #expect(took < .seconds(330), "\(took)")
    checkHours(of: pair, "150 kB")
    let user = pair.network.users[0]
    #expect(user.frames(on: away).contains { $0.isSymbol })
    #expect(!user.frames(on: away).contains { $0.isReservation })
    #expect(pair.violations == [])
    try pair.run(for: .seconds(40))
    #expect(pair.network.users.allSatisfy { $0.tuned == pair.home })
  }

  @Test func `when the wide band is spent the narrow one goes on, and the other way round`() throws
  {
    var pair = try TwoBands.pair(seed: 2)
    try pair.establish(thenLoss: 0.1)
    for part in 0..<3 {
      try pair.submit(noise(150_000, seed: UInt64(part)), handle: Int64(1 + part), as: .bulk)
    }
    try pair.run(for: .seconds(3500))
    let user = pair.network.users[0]
    // What bulk may use: the budget less guard and reserves.
    #expect(user.worstHour(on: home) > .seconds(25), "\(user.worstHour(on: home))")
    #expect(user.worstHour(on: away) > .seconds(305), "\(user.worstHour(on: away))")
    #expect(try pair.run(untilDelivered: 4, within: .seconds(12 * 3600)))
    checkHours(of: pair, "450 kB")
  }

  @Test func `both bands together are as fast as the two alone`() throws {
    var together = try TwoBands.pair(seed: 3)
    var narrow = try TwoBands.pair(seed: 3, extras: { _ in [] })
    var wide = try TwoBands.pair(seed: 3, home: TwoBands.wide, extras: { _ in [] })
    let both = try #require(try time(150_000, through: &together))
    let narrowAlone = try #require(try time(150_000, through: &narrow))
    let wideAlone = try #require(try time(150_000, through: &wide))
    print("two bands: 150 kB in \(both), narrow alone \(narrowAlone), wide alone \(wideAlone)")
    #expect(both < wideAlone * 1.06, "both \(both), wide alone \(wideAlone)")
    #expect(both < narrowAlone / 50, "both \(both), narrow alone \(narrowAlone)")
  }

  @Test func `chat to the same peer starts within a frame and a report all the while`() throws {
    var pair = try TwoBands.pair(seed: 5)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(150_000, seed: 1), handle: 1, as: .bulk)
    var waits: [Duration] = []
    for chat in 0..<12 {
      try pair.run(for: .milliseconds(3_000 + 731 * chat))
      let asked = pair.network.now
      try pair.submit(noise(180, seed: UInt64(chat)), handle: Int64(2 + chat), as: .chat)
      #expect(try pair.run(untilSentBy: 0) { $0.isSingle })
      waits.append(pair.network.now - asked)
    }
    // A frame, its report, and at worst the announcement that was just going on.
    #expect(waits.allSatisfy { $0 <= .milliseconds(650) }, "waits \(waits)")
    #expect(try pair.run(untilDelivered: 14, within: .seconds(1000)))
    #expect(pair.violations == [])
  }

  @Test func `chat of the called station waits no longer than a burst`() throws {
    var pair = try TwoBands.pair(seed: 6)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(150_000, seed: 1), handle: 1, as: .bulk)
    for chat in 0..<6 {
      try pair.run(for: .milliseconds(9_000 + 1731 * chat))
      let asked = pair.network.now
      try pair.submit(
        noise(180, seed: UInt64(chat)), from: 1, handle: Int64(2 + chat), as: .chat)
      #expect(try pair.run(untilDelivered: chat + 1, from: 1, within: .seconds(120)))
      let wait = pair.network.now - asked
      #expect(wait <= Limits.longestBurst + .seconds(4), "\(wait)")
    }
    #expect(try pair.run(untilDelivered: 2, within: .seconds(1000)))
  }

  @Test func `a channel for chat alone carries chat when home has no room for it`() throws {
    let poor = TwoBands.band("poor", seconds: 4, chat: 200_000)
    var pair = try TwoBands.pair(seed: 7, home: poor) { _ in [TwoBands.extra(.chat)] }
    try pair.establish(thenLoss: 0)
    for chat in 0..<12 {
      try pair.submit(noise(900, seed: UInt64(chat)), handle: Int64(1 + chat), as: .chat)
    }
    #expect(try pair.run(untilDelivered: 13, within: .seconds(600)))
    #expect(pair.network.users[0].frames(on: away).contains { $0.isSymbol })
    try pair.submit(noise(9_000, seed: 99), handle: 99, as: .bulk)
    let before = pair.network.users[0].frames(on: away).count
    let isDone = try pair.run(untilDelivered: 14, within: .seconds(1800))
    #expect(!isDone, "bulk has no business there")
    #expect(pair.network.users[0].frames(on: away).count == before)
  }

  @Test(arguments: 0..<4)
  func `a peer that does not know the channel still gets everything at home`(round: Int) throws {
    let seed = UInt64(round)
    let other = round % 2 == 0 ? [] : [TwoBands.extra(spreadingFactors: [.sf12])]
    // Without extra channels and rates it hears announcements and declines them too.
    var pair = try TwoBands.pair(seed: seed) { $0 == 0 ? [TwoBands.extra()] : other }
    let took = try #require(try time(15_000, through: &pair), "seed \(seed)")
    #expect(took < .seconds(200), "seed \(seed): \(took)")
    #expect(!pair.network.users[0].frames(on: away).contains { $0.isSymbol })
    checkHours(of: pair, "seed \(seed)")
  }

  @Test func `an extra channel on which nothing is heard is left alone, and all arrives at home`()
    throws
  {
    for seed in UInt64(1)...3 {
      var pair = try TwoBands.pair(seed: seed)
      try pair.establish(thenLoss: 0)
      try pair.submit(noise(15_000, seed: seed), handle: 1, as: .bulk)
      let end = pair.network.now + .seconds(900)
      // Noise that only the extra channel has: whatever is sent there is lost.
      while pair.network.now < end, pair.network.users[0].delivered.count < 2 {
        pair.network.air.loss = .independent(pair.network.users[0].tuned == pair.home ? 0 : 1)
        try pair.run(for: .milliseconds(20))
      }
      #expect(pair.network.users[0].delivered.count == 2, "seed \(seed)")
      checkHours(of: pair, "seed \(seed)")
    }
  }

  @Test func `twice the bandwidth carries it in half the airtime`() throws {
    var pair = try TwoBands.pair(seed: 8) { _ in [TwoBands.extra(bandwidth: .kHz250)] }
    pair.setSignal(decibels: 5)
    try pair.submit([0], handle: -1)
    #expect(try pair.run(untilDelivered: 1, within: .seconds(60)))
    let start = pair.network.now
    try pair.submit(noise(150_000, seed: 8), handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(1000)))
    let took = pair.network.now - start
    #expect(took < .seconds(150), "\(took)")
    #expect(pair.network.users[0].worstHour(on: away) < .seconds(140))
  }

  @Test func `a signal too weak for the wide channel stays on the narrow one`() throws {
    // 125 kHz is 3 dB better; SF7 needs about -7.5 dB there.
    var pair = try TwoBands.pair(seed: 9, home: TwoBands.wide) { _ in
      [TwoBands.extra(bandwidth: .kHz250)]
    }
    pair.setSignal(decibels: -6.5)
    try pair.submit([0], handle: -1)
    #expect(try pair.run(untilDelivered: 1, within: .seconds(60)))
    let start = pair.network.now
    try pair.submit(noise(60_000, seed: 9), handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(1000)))
    let took = pair.network.now - start
    #expect(took < .seconds(200), "\(took)")
  }

  @Test(arguments: 0..<6)
  func `no band has more than its airtime in any hour, across restarts at any moment`(
    round: Int
  ) throws {
    let seed = UInt64(round) &+ 400
    var pair = try TwoBands.pair(
      loss: 0.2, seed: seed, spreadingFactors: [.sf7, .sf8, .sf9], rescue: .sf9
    ) { _ in
      [TwoBands.extra(.any, bandwidth: round % 2 == 0 ? .kHz125 : .kHz250)]
    }
    var random = SplitMix64(seed: seed)
    for part in 0..<3 {
      try pair.submit(noise(130_000, seed: seed), handle: Int64(part), as: .bulk)
    }
    try pair.submit(noise(60_000, seed: seed), from: 1, handle: 9, as: .normal)
    for _ in 0..<8 {
      try pair.run(for: .milliseconds(Int.random(in: 500...400_000, using: &random)))
      let index = Int.random(in: 0...1, using: &random)
      if Bool.random(using: &random) { try pair.reboot(index) } else { try pair.restart(index) }
    }
    #expect(try pair.run(untilDelivered: 3, within: .seconds(96 * 3600)), "seed \(seed)")
    #expect(try pair.run(untilDelivered: 1, from: 1, within: .seconds(96 * 3600)), "seed \(seed)")
    checkHours(of: pair, "seed \(seed)")
    #expect(pair.violations == [], "seed \(seed)")
  }

  @Test func `two channels in one band share its airtime`() throws {
    let limit = TwoBands.band("one", seconds: 36, chat: 200_000)
    var pair = try TwoBands.pair(loss: 0.1, seed: 11, home: limit) { _ in
      [TwoBands.extra(band: limit)]
    }
    try pair.submit(noise(40_000, seed: 11), handle: 1, as: .bulk)
    try pair.run(for: .seconds(3500))
    let user = pair.network.users[0]
    #expect(user.disk.memory.airtime.count == 1)
    #expect(user.worstHour(on: home) + user.worstHour(on: away) <= .seconds(36))
    #expect(try pair.run(untilDelivered: 1, within: .seconds(10 * 3600)))
  }

  @Test func `records of which nobody knows the band count in each`() throws {
    var pair = try LinkPair(loss: 0, seed: 12, rule: TwoBands.narrow.rule)
    try pair.submit(noise(13_000, seed: 12), handle: 1, as: .bulk)
    #expect(try pair.run(untilDelivered: 1, within: .seconds(600)))
    var memory = LinkMemory()
    memory.airtime = pair.network.users[0].disk.memory.airtime
    var parameters = pair.network.users[0].parameters
    parameters.bandName = TwoBands.narrow.name
    parameters.extraChannels = [TwoBands.extra()]
    var station = LinkStation(
      identity: pair.network.users[0].identity, peers: [], parameters: parameters,
      random: SplitMix64(seed: 1), memory: memory)
    let now = pair.network.now
    let step = station.handle(.deadline, at: now)
    var disk = SimulatedDisk()
    disk.memory.airtime = memory.airtime
    for change in step.changes { disk.apply(change) }
    for (band, airtime) in station.airtimeByBand(at: now) {
      #expect((airtime ?? .zero) > .seconds(15), "\(band.name)")
      #expect(disk.memory.airtime[band.name]?.snapshot.records.isEmpty == false)
    }
    #expect(disk.memory.airtime[.unnamed]?.snapshot.records == [])
  }

  @Test func `the forecast counts on every band`() throws {
    func median(_ extras: [ExtraChannel]) throws -> Duration {
      var pair = try TwoBands.pair(seed: 13) { _ in extras }
      try pair.establish(thenLoss: 0)
      let load = WaitingLoad(payloadBytes: 150_000, progress: 0, messageClass: .bulk)
      let station = pair.network.users[0].station
      let estimates = station.forecast([(pair.keys[1], [load])], at: pair.network.now)
      return try #require(estimates.first?.first?.median)
    }
    let both = try median([TwoBands.extra()])
    let alone = try median([])
    #expect(both > .seconds(230) && both < .seconds(320), "\(both)")
    #expect(alone > .seconds(5 * 3600), "\(alone)")
  }
}
