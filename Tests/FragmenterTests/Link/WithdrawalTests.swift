// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Messages that their owner gives up.
@Suite struct WithdrawalTests {
  private func withdraw(_ handle: MessageHandle, _ pair: inout LinkPair) throws {
    let peer = pair.network.users[1].station.publicKey
    try pair.network.with(0) { user, now in
      ((), user.perform(.withdraw(handle, from: peer), at: now))
    }
  }

  @Test(arguments: [100, 3000])
  func `a message given up on the air comes back once the peer knows, and can go again`(
    bytes: Int
  ) throws {
    var pair = try LinkPair(loss: 0, seed: 6)
    try pair.establish(thenLoss: 1)
    try pair.submit(noise(bytes, seed: 4))
    try pair.run(for: .seconds(120))
    let handle = try #require(pair.network.users[0].unfinished.keys.first)
    #expect(!pair.network.users[0].disk.memory.sealed.isEmpty)
    try withdraw(handle, &pair)
    try pair.run(for: .seconds(600))
    #expect(pair.network.users[0].returned.isEmpty)
    pair.network.air.loss = .independent(0)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(7200)))
    #expect(pair.network.users[0].returned == [handle])
    try pair.run(for: .seconds(60))
    #expect(pair.network.users[0].disk.memory.sealed.isEmpty)
    let isWhole = pair.network.users[1].stored == [[0], noise(bytes, seed: 4)]
    #expect(isWhole)
    #expect(pair.violations.isEmpty)
  }

  @Test func `a message that is not sealed yet comes back at once`() throws {
    var pair = try LinkPair(loss: 0, seed: 6)
    pair.network.air.loss = .independent(1)
    try pair.submit(noise(100, seed: 4))
    try pair.run(for: .seconds(60))
    let handle = try #require(pair.network.users[0].unfinished.keys.first)
    #expect(pair.network.users[0].disk.memory.sealed.isEmpty)
    try withdraw(handle, &pair)
    #expect(pair.network.users[0].returned == [handle])
  }

  @Test func `a message that the peer has is delivered although it was given up`() throws {
    var pair = try LinkPair(loss: 0, seed: 6)
    try pair.establish(thenLoss: 0)
    try pair.submit(noise(100, seed: 4))
    let end = pair.network.now + .seconds(60)
    _ = try pair.network.run(until: end) { $0.users[1].stored.count == 2 }
    let handle = try #require(pair.network.users[0].unfinished.keys.first)
    try withdraw(handle, &pair)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(600)))
    #expect(pair.network.users[0].returned.isEmpty)
  }
}
