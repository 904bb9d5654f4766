// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

struct AirtimeGateTests {
  /// 1 % of an hour: 36 s, about 90 full frames at SF7.
  static let percent = AirtimeRule(limit: .seconds(36))

  /// The most airtime in any window of an hour that begins with a frame.
  private func worstHour(of user: LinkUser) -> Duration {
    let modulation = LinkPair.channel.modulation
    let airtimes = user.sent.map { modulation.timeOnAir(payloadBytes: $0.count) }
    var worst = Duration.zero
    for (first, start) in user.sentAt.enumerated() {
      var sum = Duration.zero
      for (at, airtime) in zip(user.sentAt[first...], airtimes[first...])
      where at - start < .seconds(3600) {
        sum += airtime
      }
      worst = max(worst, sum)
    }
    return worst
  }

  @Test func `a message that needs more than the hour's airtime takes the next hour too`() throws {
    var pair = try LinkPair(loss: 0.1, seed: 3, rule: Self.percent)
    let payload = noise(30_000, seed: 3)
    try pair.submit(payload)
    let isEarly = try pair.run(untilDelivered: 1, within: .seconds(3500))
    #expect(!isEarly)
    #expect(try pair.run(untilDelivered: 1, within: .seconds(4 * 3600)))
    let isWhole = pair.network.users[1].stored == [payload]
    #expect(isWhole)
    let worst = worstHour(of: pair.network.users[0])
    #expect(worst <= .seconds(36), "\(worst)")
    #expect(worst >= .seconds(34), "\(worst)")
  }

  @Test(arguments: 0..<6)
  func `no hour has more than its airtime, across restarts at any moment`(round: Int) throws {
    let seed = UInt64(round) &+ 40
    var pair = try LinkPair(loss: 0.2, seed: seed, rule: Self.percent)
    var random = SplitMix64(seed: seed)
    try pair.submit(noise(25_000, seed: seed))
    for _ in 0..<6 {
      try pair.run(for: .milliseconds(Int.random(in: 500...900_000, using: &random)))
      if Bool.random(using: &random) { try pair.reboot(0) } else { try pair.restart(0) }
    }
    #expect(try pair.run(untilDelivered: 1, within: .seconds(48 * 3600)), "seed \(seed)")
    for user in pair.network.users {
      let worst = worstHour(of: user)
      #expect(worst <= .seconds(36), "seed \(seed): \(worst)")
    }
  }

  @Test func `airtime is on disk before the frame that uses it`() throws {
    var pair = try LinkPair(loss: 0, seed: 9, rule: Self.percent)
    try pair.submit(noise(5000, seed: 9))
    #expect(try pair.run(untilDelivered: 1, within: .seconds(600)))
    let modulation = LinkPair.channel.modulation
    for user in pair.network.users {
      let sent = user.sent.reduce(Duration.zero) {
        $0 + modulation.timeOnAir(payloadBytes: $1.count)
      }
      let recorded = (user.disk.memory.airtime[.unnamed]?.snapshot.records ?? []).reduce(0) {
        $0 + $1.airtime
      }
      #expect(.microseconds(recorded) >= sent)
    }
    // A burst of up to 16 frames is one record: far fewer commits than frames.
    let sender = pair.network.users[0]
    let records = sender.disk.memory.airtime[.unnamed]?.snapshot.records.count ?? 0
    #expect(records <= 6 && sender.sent.count >= 20, "\(records) for \(sender.sent.count)")
  }

  /// A pair whose first station has just used most of its hour.
  private func spentPair(_ seed: UInt64) throws -> LinkPair {
    var pair = try LinkPair(loss: 0, seed: seed, rule: Self.percent)
    try pair.submit(noise(15_000, seed: seed))
    #expect(try pair.run(untilDelivered: 1, within: .seconds(600)))
    return pair
  }

  private func used(_ pair: LinkPair) throws -> Duration {
    try #require(pair.network.users[0].station.airtimeUsed(at: pair.network.now))
  }

  @Test func `a process that starts again in the same boot finds the airtime as it was`() throws {
    var pair = try spentPair(5)
    // Its last burst is over and settled as late as it could be.
    try pair.run(for: .seconds(60))
    let before = try used(pair)
    #expect(before > .seconds(20))
    for _ in 0..<50 {
      try pair.restart(0)
      try pair.run(for: .seconds(1))
    }
    let after = try used(pair)
    // At most the rest of one burst that was reserved and not sent.
    #expect(after >= before && after <= before + .seconds(7), "\(before), then \(after)")
    try pair.run(for: .seconds(3700 - 50 - 60))
    #expect(try used(pair) == .zero)
  }

  @Test(arguments: [60, 600, 1500])
  func `machines that start again and again let their records age all the same`(
    seconds: Int
  ) throws {
    var pair = try spentPair(6)
    let lifetimes = 3 * 3700 / seconds + 1
    for life in 0..<lifetimes {
      try pair.reboot(0)
      try pair.run(for: .seconds(seconds))
      if (life + 1) * seconds < 3500 { #expect(try used(pair) > .seconds(20)) }
    }
    #expect(try used(pair) == .zero)
  }

  @Test func `an idle station writes little while records count, and nothing after`() throws {
    var pair = try spentPair(7)
    try pair.run(for: .seconds(3700))
    let signs = pair.network.users[0].lifeSigns
    #expect(signs >= 10 && signs <= 20, "\(signs)")
    try pair.run(for: .seconds(48 * 3600))
    #expect(pair.network.users[0].lifeSigns == signs)
    #expect(pair.network.users[0].station.nextDeadline == nil)
  }

  @Test func `a burst cut short is settled on disk with the next one`() throws {
    var pair = try LinkPair(loss: 0, seed: 8, rule: Self.percent)
    try pair.submit(noise(1500, seed: 8))
    #expect(try pair.run(untilDelivered: 1, within: .seconds(600)))
    try pair.run(for: .seconds(120))
    try pair.submit(noise(20, seed: 9), handle: 2)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(600)))
    let sender = pair.network.users[0]
    let sent = sender.sent.reduce(Duration.zero) {
      $0 + LinkPair.channel.modulation.timeOnAir(payloadBytes: $1.count) + .microseconds(80)
    }
    let recorded = (sender.disk.memory.airtime[.unnamed]?.snapshot.records ?? []).reduce(0) {
      $0 + $1.airtime
    }
    #expect(.microseconds(recorded) == sent)
  }

  @Test func `a frame longer than the law allows is never sent`() throws {
    let dwell = AirtimeRule(limit: nil, longestTransmission: .milliseconds(50))
    var pair = try LinkPair(loss: 0, seed: 1, rule: dwell)
    try pair.submit(noise(2000, seed: 1))
    let isSent = try pair.run(untilDelivered: 1, within: .seconds(7200))
    #expect(!isSent)
    let frames = pair.network.users.reduce(0) { $0 + $1.sent.count }
    #expect(frames == 0)
  }
}
