// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

struct TransferTests {
  @Test(arguments: [0, 1, 100, 232, 233, 500, 2000, 10_000], [0.0, 0.1, 0.3])
  func `a message of any size arrives once and whole, at any loss`(
    bytes: Int, loss: Double
  ) throws {
    let seed = UInt64(bytes) &+ UInt64(loss * 10)
    var pair = try LinkPair(loss: loss, seed: seed)
    let payload = noise(bytes, seed: seed)
    try pair.submit(payload)
    let arrived = try pair.run(untilDelivered: 1, within: .seconds(3600))
    #expect(arrived, "seed \(seed)")
    let isWhole = pair.network.users[1].stored == [payload]
    #expect(isWhole, "seed \(seed)")
  }

  @Test func `both sides send at once and all arrives in order of submission`() throws {
    var pair = try LinkPair(loss: 0.1, seed: 7)
    var expected: [[[UInt8]]] = [[], []]
    for round in 0..<10 {
      for side in 0..<2 {
        let payload = noise(50 + 170 * round, seed: UInt64(round * 2 + side))
        expected[side].append(payload)
        try pair.submit(payload, from: side, handle: Int64(round))
      }
    }
    #expect(try pair.run(untilDelivered: 10, from: 0, within: .seconds(3600)))
    #expect(try pair.run(untilDelivered: 10, from: 1, within: .seconds(3600)))
    let users = pair.network.users
    let isAllThere = users[1].stored == expected[0] && users[0].stored == expected[1]
    #expect(isAllThere)
  }
}
