// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Messages whose receiver lacks what it needs to read them.
@Suite struct UnknownHistoryTests {
  /// A message is refused for want of history once it opened; then whatever comes is stored.
  private func refuse(_ pair: inout LinkPair, bytes: Int) throws {
    try pair.network.with(1) { user, _ in
      user.storing = .whenAsked
      return ((), [])
    }
    try pair.submit(noise(bytes, seed: 4))
    let limit = pair.network.now + .seconds(3600)
    _ = try pair.network.run(until: limit) { !$0.users[1].unstored.isEmpty }
    try pair.network.with(1) { user, now in
      let messages = user.unstored
      user.unstored = []
      user.storing = .atOnce
      return (
        (),
        messages.flatMap {
          user.perform(.historyUnknown($0.peer, $0.session, $0.number), at: now)
        }
      )
    }
  }

  @Test(arguments: [100, 3000], [0.0, 0.3])
  func `a message refused for want of history is given back and taken under a new number`(
    bytes: Int, loss: Double
  ) throws {
    var pair = try LinkPair(loss: 0, seed: 4)
    try pair.establish(thenLoss: loss)
    try refuse(&pair, bytes: bytes)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(3600)))
    let (sender, receiver) = (pair.network.users[0], pair.network.users[1])
    #expect(sender.refused.count == 1)
    #expect(sender.returned == sender.refused)
    let isWhole = receiver.stored == [[0], noise(bytes, seed: 4)]
    #expect(isWhole)
    #expect(pair.violations.isEmpty)
  }

  @Test(arguments: [100, 3000], [0, 1])
  func `a restart after the refusal leaves nothing open and nothing doubled`(
    bytes: Int, index: Int
  ) throws {
    var pair = try LinkPair(loss: 0, seed: 5)
    try pair.establish(thenLoss: 0)
    try refuse(&pair, bytes: bytes)
    try pair.restart(index)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(3600)))
    try pair.run(for: .seconds(3600))
    let isWhole = pair.network.users[1].stored == [[0], noise(bytes, seed: 4)]
    #expect(isWhole)
    #expect(pair.network.users[0].delivered.count == 2)
    #expect(pair.network.users[0].disk.memory.sealed.isEmpty)
  }
}
