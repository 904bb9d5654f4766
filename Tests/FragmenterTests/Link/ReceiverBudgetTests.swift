// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// A receiver whose airtime is used up.
@Suite struct ReceiverBudgetTests {
  private static let control =
    LinkPair.channel.modulation.timeOnAir(
      payloadBytes: ControlFrame.encodedBytes) + .microseconds(80)

  /// A pair with a session, whose receiver may now send so many control frames in an hour.
  private func pair(answers: Int, seed: UInt64) throws -> LinkPair {
    var pair = try LinkPair(loss: 0, seed: seed)
    try pair.establish(thenLoss: 0)
    try pair.run(for: .seconds(10))
    let user = pair.network.users[1]
    var parameters = user.parameters
    parameters.airtimeRule = AirtimeRule(
      limit: Self.control * answers + .milliseconds(5), guardPartsPerMillion: 0)
    let station = LinkStation(
      identity: user.identity, peers: user.peers, parameters: parameters,
      random: SplitMix64(seed: seed), memory: user.disk.memory)
    pair.network.change(1) { $0.station = station }
    return pair
  }

  /// Submits a message, and loses the first of its symbols.
  private func submitLosingOne(_ payload: [UInt8], handle: Int64, _ pair: inout LinkPair) throws {
    let isSymbol: (Frame) -> Bool = { if case .symbol = $0 { true } else { false } }
    try pair.submit(payload, handle: handle)
    #expect(try pair.run(untilSentBy: 0, isSymbol))
    pair.network.air.loss = .independent(1)
    #expect(try pair.run(untilSentBy: 0, isSymbol))
    pair.network.air.loss = .independent(0)
  }

  private func answers(_ pair: LinkPair, after count: Int) -> [ControlFrame.Content] {
    pair.network.users[1].sent[count...].compactMap {
      if case .control(let control)? = try? Frame(decoding: $0) { control.content } else { nil }
    }
  }

  @Test func `who can pay one answer only says BUSY, and takes the message when it can pay`() throws
  {
    var pair = try pair(answers: 3, seed: 1)
    let before = pair.network.users.map(\.sent.count)
    // The first two are paid for.
    try pair.submit(noise(100, seed: 1), handle: 1)
    try pair.submit(noise(100, seed: 2), handle: 2)
    #expect(try pair.run(untilDelivered: 3, within: .seconds(60)))
    try submitLosingOne(noise(2000, seed: 3), handle: 3, &pair)
    try pair.run(for: .seconds(30))
    let told = answers(pair, after: before[1])
    #expect(told == [.done, .done, .busy(tensOfSeconds: 60)], "\(told)")
    let data = pair.network.users[0].sent.count
    #expect(try pair.run(untilDelivered: 4, within: .seconds(3 * 3600)))
    let isWhole = pair.network.users[1].stored.last == noise(2000, seed: 3)
    #expect(isWhole)
    // Nothing but the symbol that was lost; while nobody answers, requests with growing pauses.
    let later = pair.network.users[0].sent[data...]
    let symbols = later.count {
      if case .symbol? = try? Frame(decoding: $0) { true } else { false }
    }
    #expect(symbols == 1)
    #expect(later.count < 50, "\(later.count)")
    #expect(pair.violations.isEmpty)
  }

  @Test func `who can pay nothing is silent, and nothing is lost`() throws {
    var pair = try pair(answers: 1, seed: 2)
    try pair.submit(noise(100, seed: 1), handle: 1)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    let before = pair.network.users.map(\.sent.count)
    try submitLosingOne(noise(2000, seed: 3), handle: 2, &pair)
    try pair.run(for: .seconds(1800))
    #expect(answers(pair, after: before[1]).isEmpty)
    #expect(pair.network.users[0].sent.count - before[0] < 50)
    #expect(pair.network.users[0].returned.isEmpty)
  }

  @Test func `a message once taken on is reported on to the last frame`() throws {
    var pair = try pair(answers: 2, seed: 3)
    let before = pair.network.users[1].sent.count
    try submitLosingOne(noise(2000, seed: 3), handle: 1, &pair)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    let told = answers(pair, after: before)
    #expect(told.count == 2 && told.last == .done, "\(told)")
  }
}
