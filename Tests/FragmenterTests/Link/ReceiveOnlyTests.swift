// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// A station that may only listen.
struct ReceiveOnlyTests {
  private static let receiveOnly = TransmitPermission.receiveOnly(.amateur(region: "HAM"))

  /// A pair in the middle of a transfer, so that both disks hold sessions, seals and symbols.
  private func halfway(_ seed: UInt64) throws -> LinkPair {
    var pair = try LinkPair(loss: 0.1, seed: seed)
    try pair.submit(noise(4000, seed: seed))
    try pair.submit(noise(4000, seed: seed &+ 1), from: 1, handle: 2)
    let limit = pair.network.now + .seconds(60)
    _ = try pair.network.run(until: limit) { $0.users[0].sent.count >= 10 }
    return pair
  }

  private func station(_ pair: LinkPair, _ index: Int, seed: UInt64) -> LinkStation {
    let user = pair.network.users[index]
    var parameters = user.parameters
    parameters.transmission = Self.receiveOnly
    return LinkStation(
      identity: user.identity, peers: user.peers, parameters: parameters,
      random: SplitMix64(seed: seed), memory: user.disk.memory)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `whatever happens, it neither keys nor senses, and it never asks to be woken in vain`(
    seed: UInt64
  ) throws {
    let pair = try halfway(seed)
    var random = SplitMix64(seed: seed &+ 500)
    let index = Int.random(in: 0...1, using: &random)
    var station = station(pair, index, seed: seed)
    let heard = pair.network.users[1 - index].sent
    var now = pair.network.now
    var wakings = 0
    for round in 0..<400 {
      now = now + .milliseconds(Int.random(in: 0...5000, using: &random))
      let event = event(round, heard, pair.keys[1 - index], &random)
      check(station.handle(event, at: now), "seed \(seed), round \(round)")
      while let next = station.nextDeadline, next <= now, wakings < 1000 {
        wakings += 1
        check(station.handle(.deadline, at: now), "seed \(seed), round \(round)")
      }
    }
    #expect(wakings < 400, "seed \(seed)")
    #expect(station.counters.framesSent == 0)
  }

  private func check(_ step: LinkStep, _ place: String) {
    let isSilent = step.actions.allSatisfy {
      switch $0 {
      case .tune, .transmit, .sense: false
      case .opened, .delivered, .historyUnknown, .returned: true
      }
    }
    #expect(isSilent, "\(place)")
  }

  private func event(
    _ round: Int, _ heard: [[UInt8]], _ peer: PeerKey, _ random: inout SplitMix64
  ) -> LinkEvent {
    let snr = SNR(decibels: 3)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return .transmitted
    case 1: return .transmissionFailed
    case 2: return .sensed(Bool.random(using: &random) ? .clear : .busy)
    case 3:
      let message = OutboundMessage(
        handle: MessageHandle(rawValue: Int64(100 + round)), messageClass: .chat,
        payload: noise(200, seed: UInt64(round)))
      return .submit(message, to: peer)
    case 4: return .rekey(peer)
    case 5: return .received(noise(40, seed: UInt64(round)), snr: snr)
    case 6: return .deadline
    default: return .received(heard.randomElement(using: &random) ?? [], snr: snr)
    }
  }

  @Test func `an initiation is noted, and nothing of it is kept`() throws {
    var pair = try LinkPair(loss: 1, seed: 2)
    try pair.submit([1])
    let isHello: (Frame) -> Bool = { if case .hello = $0 { true } else { false } }
    #expect(try pair.run(untilSentBy: 0, isHello))
    var station = station(pair, 1, seed: 2)
    let initiation = try #require(pair.network.users[0].sent.first)
    let step = station.handle(.received(initiation, snr: SNR(decibels: 3)), at: pair.network.now)
    #expect(step.changes.isEmpty && step.actions.isEmpty)
    #expect(station.counters.framesReceived == 1)
    #expect(station.links[0].lastHeard != nil)
    #expect(station.links[0].sessions.isEmpty)
    #expect(station.links[0].handshake.marks == HandshakeMarks())
  }

  @Test func `authentic frames are counted and messages of a known session are taken`() throws {
    var pair = try LinkPair(loss: 0, seed: 1)
    try pair.establish(thenLoss: 0)
    let before = pair.network.users[1]
    try pair.submit(noise(3000, seed: 1), handle: 2)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    var silent = pair
    try silent.network.with(1) { user, _ in
      user = before
      return ((), [])
    }
    var station = station(silent, 1, seed: 1)
    var opened = 0
    for frame in pair.network.users[0].sent {
      let step = station.handle(.received(frame, snr: SNR(decibels: 3)), at: pair.network.now)
      opened += step.actions.count { if case .opened = $0 { true } else { false } }
    }
    #expect(opened == 1)
    #expect(station.counters.framesReceived > 5)
    #expect(station.counters.framesSent == 0)
  }
}
