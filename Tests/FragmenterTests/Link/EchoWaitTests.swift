// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// How long the law puts off a round trip that a person asks for.
struct EchoWaitTests {
  private static let rule = AirtimeRule(window: .seconds(3600), limit: .seconds(1))

  private func wait(_ pair: LinkPair) -> Duration {
    pair.network.users[0].station.echoWait(for: pair.keys[1], at: pair.network.now)
  }

  private func ask(_ peer: PeerKey, _ pair: inout LinkPair) throws {
    try pair.network.with(0) { user, now in
      _ = user.station.askEcho(of: peer)
      return ((), user.perform(.deadline, at: now))
    }
  }

  @Test func `with airtime left there is none, and an echo goes out at once`() throws {
    var pair = try LinkPair(loss: 0, seed: 1, rule: Self.rule)
    #expect(wait(pair) == .zero)
    try pair.establish(thenLoss: 0)
    #expect(wait(pair) == .zero)
  }

  @Test func `with the law's airtime spent it ends when an echo may go, and not before`() throws {
    var pair = try LinkPair(loss: 0, seed: 2, rule: Self.rule)
    try pair.establish(thenLoss: 0)
    let peer = pair.keys[1]
    // Round trips use it up.
    for _ in 0..<60 where wait(pair) == .zero {
      try ask(peer, &pair)
      try pair.run(for: .seconds(10))
    }
    let wait = wait(pair)
    #expect(wait > .zero && wait <= .seconds(3600))
    let before = pair.network.users[0].sent.count
    try ask(peer, &pair)
    try pair.run(for: wait - .seconds(1))
    #expect(pair.network.users[0].sent.count == before)
    try pair.run(for: .seconds(30))
    #expect(pair.network.users[0].sent.count > before)
    #expect(pair.violations.isEmpty)
  }

  @Test func `nobody waits for a stranger`() throws {
    let pair = try LinkPair(loss: 0, seed: 3, rule: Self.rule)
    let station = pair.network.users[0].station
    #expect(station.echoWait(for: pair.keys[0], at: pair.network.now) == .zero)
  }
}
