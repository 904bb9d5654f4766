// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// A new session while the old one is at work.
struct RekeyTests {
  private func rekey(_ side: Int, _ pair: inout LinkPair) throws {
    let peer = pair.keys[1 - side]
    try pair.network.with(side) { user, now in ((), user.perform(.rekey(peer), at: now)) }
  }

  private func currentSession(_ pair: LinkPair, _ side: Int) -> SessionID? {
    pair.network.users[side].station.links[0].sessions.last { $0.standing == .current }?.id
  }

  @Test(arguments: [0.0, 0.3], Array(0..<15 as Range<UInt64>))
  func `messages that are open lose nothing and none is stored twice`(
    loss: Double, seed: UInt64
  ) throws {
    var pair = try LinkPair(loss: loss, seed: seed)
    var random = SplitMix64(seed: seed)
    try pair.establish(thenLoss: loss)
    let old = try #require(currentSession(pair, 0))
    for number in 0..<6 {
      try pair.submit(
        noise(2500, seed: UInt64(number)), from: number & 1, handle: Int64(10 + number))
    }
    for side in [0, 1] {
      try pair.run(for: .milliseconds(Int.random(in: 0...4000, using: &random)))
      try rekey(side, &pair)
    }
    let isDrained = try pair.network.run(until: pair.network.now + .seconds(6 * 3600)) {
      $0.users.allSatisfy(\.unfinished.isEmpty)
    }
    #expect(isDrained, "seed \(seed)")
    try pair.run(for: .seconds(3600))
    #expect(currentSession(pair, 0) != old, "seed \(seed)")
    #expect(pair.network.users.map(\.stored.count) == [3, 4], "seed \(seed)")
    #expect(pair.violations.isEmpty, "seed \(seed)")
  }

  @Test func `an idle link gets a new session, for the airtime of a handshake`() throws {
    var pair = try LinkPair(loss: 0, seed: 3)
    try pair.establish(thenLoss: 0)
    try pair.run(for: .seconds(60))
    let before = pair.network.users.map(\.sent.count)
    let old = currentSession(pair, 0)
    try rekey(0, &pair)
    try pair.run(for: .seconds(60))
    #expect(currentSession(pair, 0) != old)
    #expect(currentSession(pair, 0) == currentSession(pair, 1))
    let sent = (0..<2).map { pair.network.users[$0].sent.count - before[$0] }
    #expect(sent == [2, 1])
  }

  @Test func `a peer that does not answer is asked a bounded number of times`() throws {
    var pair = try LinkPair(loss: 0, seed: 4)
    try pair.establish(thenLoss: 1)
    let before = pair.network.users[0].sent.count
    let old = currentSession(pair, 0)
    try rekey(0, &pair)
    try pair.run(for: .seconds(24 * 3600))
    let sent = pair.network.users[0].sent.count - before
    #expect(sent == Limits.rekeyTries)
    #expect(currentSession(pair, 0) == old)
  }
}
