// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// What a restart, or a new session, in the middle of a big transfer costs on the air.
@Suite struct ResumeCostTests {
  enum Event: String, CaseIterable {
    case none
    case senderRestarts
    case receiverRestarts
    case bothRestart
    case rekey
  }

  private static let payload = noise(150_000, seed: 1)

  /// The airtime of both sides from the first frame of the transfer to its DONE.
  private func airtime(_ event: Event, loss: Double, seed: UInt64) throws -> Duration {
    var pair = try LinkPair(loss: 0, seed: seed)
    try pair.establish(thenLoss: loss)
    let spent = pair.network.air.counters.airtime
    try pair.submit(Self.payload, as: .bulk)
    var random = SplitMix64(seed: seed)
    try pair.run(for: .milliseconds(Int.random(in: 60_000...200_000, using: &random)))
    if event == .rekey {
      let peer = pair.keys[1]
      try pair.network.with(0) { user, now in ((), user.perform(.rekey(peer), at: now)) }
    }
    if event == .senderRestarts || event == .bothRestart { try pair.restart(0) }
    if event == .receiverRestarts || event == .bothRestart { try pair.restart(1) }
    #expect(try pair.run(untilDelivered: 2, within: .seconds(3600)), "\(event), seed \(seed)")
    let isWhole = pair.network.users[1].stored.last == Self.payload
    #expect(isWhole, "\(event), seed \(seed)")
    #expect(pair.network.users[0].returned.isEmpty, "\(event), seed \(seed)")
    #expect(pair.violations.isEmpty, "\(event), seed \(seed)")
    return pair.network.air.counters.airtime - spent
  }

  @Test func `on a clear air it costs two percent at most`() throws {
    let plain = try airtime(.none, loss: 0, seed: 1)
    for event in Event.allCases {
      let share = try airtime(event, loss: 0, seed: 1) / plain
      #expect(share <= 1.02, "\(event): \(share)")
    }
  }

  @Test func `where one frame in ten is lost it costs two percent at most, on the average`() throws
  {
    let seeds: Range<UInt64> = 1..<5
    func mean(_ event: Event) throws -> Duration {
      try seeds.reduce(Duration.zero) { try $0 + airtime(event, loss: 0.1, seed: $1) } / seeds.count
    }
    let plain = try mean(.none)
    for event in Event.allCases.dropFirst() {
      let share = try mean(event) / plain
      #expect(share <= 1.02, "\(event): \(share)")
    }
  }
}
