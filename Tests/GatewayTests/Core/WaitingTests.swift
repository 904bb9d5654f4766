// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// What queue and status tell of mails that wait.
struct WaitingTests {
  private func status(_ world: GatewayWorld) throws -> GatewayStatus {
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation)
    return try world.core(0).status(
      driver: "simulated", radioFault: nil, channel: channel, since: .zero, at: world.now)
  }

  @Test func `queue and status tell price and time of what waits, and nothing when it is there`()
    throws
  {
    let world = try GatewayWorld(.volatile)
    for index in 1...3 {
      try world.accept(TestMail.envelope(), TestMail.noise(index, bytes: 3000))
    }
    let queue = try world.core(0).queue(at: world.now)
    let prices = queue.compactMap(\.priceMicroseconds)
    // 3 kB at SF7 take some 5 s.
    #expect(prices.count == 3 && prices.allSatisfy { (4_000_000...7_000_000).contains($0) })
    let waiting = try #require(try status(world).peers.first).waiting
    #expect(waiting.mails == 3)
    #expect(waiting.priceUs == prices.reduce(0, +))
    #expect(waiting.etaSeconds == queue.compactMap(\.etaSeconds).max())
    let eta = try #require(waiting.etaSeconds)
    let ninetieth = try #require(waiting.etaNinetiethSeconds)
    #expect(eta >= Double(waiting.priceUs) / 1_000_000 && ninetieth >= eta)
    try world.run(for: .seconds(600))
    #expect(try status(world).peers.first?.waiting == GatewayStatus.Waiting())
  }

  @Test(arguments: [3, 0, -4])
  func `the time told at the door is that of the place a priority gives`(_ level: Int) throws {
    let world = try GatewayWorld(.volatile)
    try world.run(for: .seconds(60))
    for number in 1...6 { try world.accept(TestMail.envelope(), TestMail.text(number, words: 400)) }
    let replies = try world.accept(
      TestMail.envelope(), TestMail.text(9),
      asking: DeliveryRequest(priority: MailPriority(level)))
    let queue = try world.core(0).queue(at: world.now)
    let new = try #require(queue.last)
    let own = try #require(new.etaSeconds)
    let others = queue.dropLast().compactMap(\.etaSeconds)
    #expect(others.count == 6)
    switch level {
    // The first message is under way.
    case 3: #expect(others.count { $0 < own } <= 2, "\(own) among \(others)")
    default: #expect(others.allSatisfy { $0 < own }, "\(own) behind \(others)")
    }
    let told = try #require(replies.first?.text.firstMatch(of: /there in about ([0-9.]+) s/)?.1)
    let promise = try #require(Double(told))
    #expect(abs(promise - own) <= 0.5 * own + 1, "told \(promise), queue \(own)")
  }
}
