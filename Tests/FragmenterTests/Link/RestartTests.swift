// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Processes that end in the middle of a transfer.
struct RestartTests {
  enum Who: CaseIterable { case sender, receiver, both }

  private let payload = noise(10_000, seed: 1)

  private func symbols(_ frames: [[UInt8]]) -> Int {
    frames.count { if case .symbol? = try? Frame(decoding: $0) { true } else { false } }
  }

  @Test(arguments: Who.allCases, [1, 2, 7, 20, 40, 41, 42])
  func `what the receiver holds is not sent again`(who: Who, after frames: Int) throws {
    for ending in [LinkUser.Ending.betweenSteps, .afterCommit] {
      var pair = try LinkPair(loss: 0, seed: 1)
      try pair.establish(thenLoss: 0)
      let before = pair.network.users.map(\.sent.count)
      try pair.submit(payload)
      let limit = pair.network.now + .seconds(60)
      _ = try pair.network.run(until: limit) { $0.users[0].sent.count >= before[0] + frames }
      for side in 0..<2 where who == .both || side == (who == .sender ? 0 : 1) {
        try end(side, of: &pair, ending)
      }
      #expect(try pair.run(untilDelivered: 2, within: .seconds(600)))
      let sent = (0..<2).map { Array(pair.network.users[$0].sent[before[$0]...]) }
      let least = try #require(pair.network.users[0].delivered.last?.sourceCount)
      #expect(symbols(sent[0]) <= least + 1, "\(symbols(sent[0])) for \(least)")
      #expect(sent[0].count + sent[1].count <= least + 10)
      let isWhole = pair.network.users[1].stored == [[0], payload]
      #expect(isWhole)
      #expect(pair.violations.isEmpty)
    }
  }

  private func end(_ side: Int, of pair: inout LinkPair, _ ending: LinkUser.Ending) throws {
    guard case .afterCommit = ending else { return try pair.restart(side) }
    try pair.network.with(side) { user, _ in
      user.ending = .afterCommit
      return ((), [])
    }
  }

  @Test func `a lost DONE costs a request and no data`() throws {
    var pair = try LinkPair(loss: 0, seed: 2)
    try pair.establish(thenLoss: 0)
    let before = pair.network.users[0].sent.count
    try pair.submit(payload)
    let isDone: (Frame) -> Bool = {
      if case .control(let control) = $0 { control.content == .done } else { false }
    }
    #expect(try pair.run(untilSentBy: 1, isDone))
    try pair.loseAll(for: .milliseconds(60))
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    let report = try #require(pair.network.users[0].delivered.last)
    #expect(symbols(Array(pair.network.users[0].sent[before...])) == report.sourceCount)
    #expect(report.frames == report.sourceCount + 1)
    #expect(pair.network.users[1].opened == 2)
  }

  @Test func `the receiver restarts before the commit and opens the message again`() throws {
    var pair = try LinkPair(loss: 0, seed: 3)
    try pair.establish(thenLoss: 0)
    try setStoring(.whenAsked, &pair)
    try pair.submit(payload)
    let limit = pair.network.now + .seconds(60)
    _ = try pair.network.run(until: limit) { !$0.users[1].unstored.isEmpty }
    let before = pair.network.users[0].sent.count
    try setStoring(.atOnce, &pair)
    try pair.restart(1)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    #expect(symbols(Array(pair.network.users[0].sent[before...])) == 0)
    let isWhole = pair.network.users[1].stored == [[0], payload]
    #expect(isWhole)
  }

  @Test func `a message whole on disk opens at the next symbol, useless as that is`() throws {
    var pair = try LinkPair(loss: 0, seed: 6)
    try pair.establish(thenLoss: 0)
    try setStoring(.whenAsked, &pair)
    try pair.submit(payload)
    let limit = pair.network.now + .seconds(60)
    _ = try pair.network.run(until: limit) { !$0.users[1].unstored.isEmpty }
    try setStoring(.atOnce, &pair)
    try pair.restart(1)
    let session = try #require(pair.network.users[0].station.links[0].sessions.last)
    let message = try #require(session.outgoing.values.first?.message)
    guard case .symbols(let count, let size) = message.layout else { return }
    let symbol = try RepairEncoder(message: message.sealed, symbolBytes: size).symbol(esi: count)
    let draft = OutgoingTransfer.Draft.symbol(
      .repair(sourceCount: count), id: count, poll: .answer, symbol)
    try pair.inject(session.encode(draft, of: message).bytes, to: 1)
    let isWhole = pair.network.users[1].stored == [[0], payload]
    #expect(isWhole)
  }

  @Test(arguments: [100, 3000]) func `a late commit is answered BUSY, then DONE`(
    bytes: Int
  ) throws {
    var pair = try LinkPair(loss: 0, seed: 4)
    try pair.establish(thenLoss: 0)
    try setStoring(.whenAsked, &pair)
    try pair.submit(noise(bytes, seed: 4))
    let isBusy: (Frame) -> Bool = {
      if case .control(let control) = $0, case .busy = control.content { true } else { false }
    }
    for _ in 0..<3 { #expect(try pair.run(untilSentBy: 1, isBusy)) }
    #expect(pair.network.users[0].delivered.count == 1)
    #expect(pair.network.users[1].opened == 2)
    try pair.network.with(1) { user, now in
      let messages = user.unstored
      return ((), messages.flatMap { user.store($0, at: now) })
    }
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    #expect(pair.violations.isEmpty)
  }

  @Test func `a commit within the patience is answered DONE at once`() throws {
    var pair = try LinkPair(loss: 0, seed: 5)
    try pair.establish(thenLoss: 0)
    try setStoring(.whenAsked, &pair)
    try pair.submit(noise(100, seed: 5))
    let limit = pair.network.now + .seconds(60)
    _ = try pair.network.run(until: limit) { !$0.users[1].unstored.isEmpty }
    try pair.run(for: .milliseconds(10))
    try pair.network.with(1) { user, now in
      let messages = user.unstored
      return ((), messages.flatMap { user.store($0, at: now) })
    }
    #expect(try pair.run(untilDelivered: 2, within: .milliseconds(100)))
    #expect(pair.network.users[0].delivered.last?.frames == 1)
  }

  @Test(arguments: [100, 3000]) func `a commit within a second costs requests, and no pause`(
    bytes: Int
  ) throws {
    var pair = try LinkPair(loss: 0, seed: 6)
    try pair.establish(thenLoss: 0)
    try setStoring(.whenAsked, &pair)
    try pair.submit(noise(bytes, seed: 6))
    let limit = pair.network.now + .seconds(60)
    _ = try pair.network.run(until: limit) { !$0.users[1].unstored.isEmpty }
    let before = pair.network.users[1].sent.count
    try pair.run(for: .milliseconds(900))
    #expect(pair.network.users[1].sent.count == before)
    try pair.network.with(1) { user, now in
      let messages = user.unstored
      return ((), messages.flatMap { user.store($0, at: now) })
    }
    #expect(try pair.run(untilDelivered: 2, within: .seconds(2)))
    #expect(pair.violations.isEmpty)
  }

  private func setStoring(_ storing: LinkUser.Storing, _ pair: inout LinkPair) throws {
    try pair.network.with(1) { user, _ in
      user.storing = storing
      return ((), [])
    }
  }
}
