// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
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
}
