// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// What becomes of messages that an older session began.
struct OldSessionTests {
  private func isPoll(_ frame: [UInt8]) -> Bool {
    guard case .control(let control)? = try? Frame(decoding: frame),
      case .poll(_, let sent, _) = control.content
    else { return false }
    return sent > 0
  }

  /// A transfer cut short by a restart of its sender; frames that side has sent by then.
  private func interrupted(seed: UInt64) throws -> (pair: LinkPair, sent: Int) {
    var pair = try LinkPair(loss: 0, seed: seed)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(5000, seed: seed))
    let count = pair.network.users[0].sent.count
    _ = try pair.network.run(until: pair.network.now + .seconds(60)) {
      $0.users[0].sent.count >= count + 8
    }
    try pair.restart(0)
    try pair.run(for: .milliseconds(500))
    return (pair, pair.network.users[0].sent.count)
  }

  @Test func `a message half sent costs one request, and no symbol goes twice`() throws {
    var (pair, _) = try interrupted(seed: 1)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    let sent = pair.network.users[0].sent
    #expect(sent.count(where: isPoll) == 1)
    let symbols = sent.count { if case .symbol? = try? Frame(decoding: $0) { true } else { false } }
    let report = try #require(pair.network.users[0].delivered.last)
    #expect(symbols <= report.sourceCount + 1)
  }

  @Test func `a peer that lost the session costs nine requests, then it is sealed anew`() throws {
    var (pair, sent) = try interrupted(seed: 2)
    try pair.loseAll(for: .milliseconds(1))
    try pair.restore(1, SimulatedDisk())
    // Something new makes a session; only then is the peer known to live.
    try pair.submit(noise(10, seed: 3), handle: 2)
    #expect(try pair.run(untilDelivered: 3, within: .seconds(1800)))
    let polls = pair.network.users[0].sent[sent...].filter(isPoll)
    #expect(polls.count <= 2 * Limits.unansweredBeforeHandshake)
    #expect(pair.network.users[0].returned.count == 1)
    #expect(pair.violations.isEmpty)
  }

  @Test func `no more than one current, two finishing and one pending session are kept`() throws {
    for seed in UInt64(0)..<5 {
      var pair = try LinkPair(loss: 0.2, seed: seed)
      var random = SplitMix64(seed: seed)
      for handle in Int64(1)...30 {
        let side = Int(random.next() & 1)
        try pair.submit(noise(400, seed: random.next()), from: side, handle: handle)
        try pair.run(for: .milliseconds(Int.random(in: 0...4000, using: &random)))
        if handle.isMultiple(of: 3) { try pair.restart(Int(random.next() & 1)) }
        for user in pair.network.users {
          let standings = user.station.links[0].sessions.map(\.standing)
          #expect(standings.count { $0 == .current } <= 1, "seed \(seed)")
          #expect(standings.count { $0 == .pending } <= 1, "seed \(seed)")
          #expect(user.disk.memory.sessions.count == standings.count, "seed \(seed)")
        }
      }
      try pair.run(for: .seconds(24 * 3600))
      #expect(pair.isDrained && pair.violations.isEmpty, "seed \(seed)")
      for user in pair.network.users {
        #expect(user.station.links[0].sessions.count <= 4, "seed \(seed)")
      }
    }
  }
}
