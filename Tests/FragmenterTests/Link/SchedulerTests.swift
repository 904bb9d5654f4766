// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct SchedulerTests {
  /// One full frame and one report at SF7, with their turnarounds.
  private let frameAndReport = Duration.milliseconds(450)

  private func isSingle(_ frame: Frame) -> Bool { if case .single = frame { true } else { false } }

  @Test(arguments: [0, 2])
  func `chat starts within a frame and a report while bulk is on the air`(peer: Int) throws {
    var pair = try LinkPair(loss: 0, seed: 5, stations: 3)
    for other in [0, 2] {
      try pair.submit([0], from: 1, to: other, handle: Int64(-1 - other))
      #expect(try pair.run(untilDelivered: other / 2 + 1, from: 1, within: .seconds(60)))
    }
    try pair.submit(noise(150_000, seed: 1), from: 1, to: 0, handle: 1, as: .bulk)
    var waits: [Duration] = []
    for chat in 0..<12 {
      try pair.run(for: .milliseconds(3_000 + 731 * chat))
      let asked = pair.network.now
      try pair.submit(
        noise(180, seed: UInt64(chat)), from: 1, to: peer, handle: Int64(2 + chat), as: .chat)
      #expect(try pair.run(untilSentBy: 1, isSingle))
      waits.append(pair.network.now - asked)
    }
    #expect(waits.allSatisfy { $0 <= frameAndReport }, "waits \(waits)")
    #expect(try pair.run(untilDelivered: 15, from: 1, within: .seconds(1000)))
    #expect(pair.violations == [])
  }

  @Test func `a burst that gave way to chat loses nothing and repeats nothing`() throws {
    var pair = try LinkPair(loss: 0, seed: 6)
    try pair.establish(thenLoss: 0)
    let bulk = noise(20_000, seed: 2)
    try pair.submit(bulk, handle: 1, as: .bulk)
    for chat in 0..<5 {
      try pair.run(for: .seconds(3))
      try pair.submit(
        [UInt8](repeating: UInt8(chat), count: 100), handle: Int64(10 + chat), as: .chat)
    }
    #expect(try pair.run(untilDelivered: 7, within: .seconds(1000)))
    let isWhole = pair.network.users[1].stored.contains(bulk)
    #expect(isWhole)
    let cost = pair.network.users[0].delivered.first { $0.handle.rawValue == 1 }
    #expect(cost?.frames == cost?.sourceCount)
  }

  @Test func `two peers share the air of one station in equal airtime`() throws {
    var pair = try LinkPair(loss: 0.1, seed: 7, stations: 3)
    try pair.submit(noise(60_000, seed: 3), from: 1, to: 0, handle: 1, as: .bulk)
    try pair.submit(noise(60_000, seed: 4), from: 1, to: 2, handle: 2, as: .bulk)
    try pair.run(for: .seconds(120))
    let airtimes = pair.network.users[1].station.reports.map(\.airtime)
    try #require(airtimes.count == 2)
    let turn = Duration.milliseconds(400) * Limits.turnFrames
    #expect(
      abs(airtimes[0].wholeMicroseconds - airtimes[1].wholeMicroseconds)
        <= 2 * turn.wholeMicroseconds, "\(airtimes)")
    #expect(try pair.run(untilDelivered: 2, from: 1, within: .seconds(1000)))
  }

  @Test func `chat without end does not keep bulk from arriving`() throws {
    var pair = try LinkPair(loss: 0, seed: 8)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(2_000, seed: 5), handle: 1, as: .bulk)
    var chats: Int64 = 10
    let end = pair.network.now + .seconds(1200)
    while pair.network.now < end,
      !pair.network.users[0].delivered.contains(where: { $0.handle.rawValue == 1 })
    {
      if pair.network.users[0].station.hasRoom(for: pair.keys[1], of: .chat) {
        chats += 1
        try pair.submit(noise(2_000, seed: UInt64(chats)), handle: chats, as: .chat)
      }
      try pair.network.step()
    }
    #expect(pair.network.users[0].delivered.contains { $0.handle.rawValue == 1 })
    #expect(chats > 40)
  }

  @Test func `when the budget for bulk is used up, chat still goes`() throws {
    let rule = AirtimeRule(limit: .seconds(36))
    var reserve = DutyReserve.none
    reserve.chat = .seconds(10)
    var pair = try LinkPair(loss: 0, seed: 9, rule: rule, reserve: reserve)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(50_000, seed: 6), handle: 1, as: .bulk)
    try pair.run(for: .seconds(300))
    #expect(pair.network.users[0].delivered.count == 1)
    let asked = pair.network.now
    try pair.submit(noise(150, seed: 7), handle: 2, as: .chat)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(5)), "asked at \(asked)")
  }

  @Test func `a station leaves the air to a peer with something to say`() throws {
    var pair = try LinkPair(loss: 0, seed: 10)
    try pair.establish(thenLoss: 0)
    try pair.submit([0], from: 1, handle: 1, as: .chat)
    #expect(try pair.run(untilDelivered: 1, from: 1, within: .seconds(60)))
    try pair.submit(noise(150_000, seed: 8), handle: 1, as: .bulk)
    try pair.run(for: .seconds(2))
    let asked = pair.network.now
    try pair.submit(noise(150, seed: 9), from: 1, handle: 2, as: .chat)
    #expect(try pair.run(untilDelivered: 2, from: 1, within: .seconds(60)))
    #expect(pair.network.now - asked <= .seconds(40), "\(pair.network.now - asked)")
  }
}
