// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import Testing

/// Peers that come and go while a gateway runs.
struct PeerChangeTests {
  private func use(_ world: GatewayWorld, _ index: Int, _ peers: [PeerRoute]) throws {
    try world.tell(index) { core, now in try core.usePeers(peers, at: now) }
    try world.settle()
  }

  @Test func `a peer that is added gets its mail at once, and open transfers go on`() throws {
    let world = try GatewayWorld(.volatile, count: 3)
    let all = try world.core(0).settings.peers
    try world.configure(0) { $0.peers = [all[0]] }
    try world.restart(0)
    try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 5000))
    try world.run(for: .seconds(3))
    let sessions = try world.core(0).hasSession(with: all[0].key)
    #expect(sessions)
    #expect(try !world.core(0).hasSession(with: all[1].key))
    try use(world, 0, all)
    #expect(try world.core(0).hasSession(with: all[0].key))
    try world.accept(TestMail.envelope(to: ["c@c.test"]), TestMail.text(2))
    #expect(try world.run { try $0.core(0).queue().isEmpty })
    #expect(world.sites.map(\.delivered.count) == [0, 1, 1])
  }

  @Test func `a peer that is removed is not listened to, and the others are served`() throws {
    let world = try GatewayWorld(.volatile, count: 3)
    let all = try world.core(0).settings.peers
    for (index, recipient) in [(1, "a@a.test"), (2, "a@a.test")] {
      try world.accept(
        TestMail.envelope(from: nil, to: [recipient]), TestMail.text(index), at: index)
    }
    #expect(try world.run { $0.sites[0].delivered.count == 2 })
    try use(world, 0, [all[1]])
    for index in [1, 2] {
      try world.accept(
        TestMail.envelope(from: nil, to: ["a@a.test"]), TestMail.text(10 + index), at: index)
    }
    try world.run(for: .seconds(2 * 3600))
    #expect(world.sites[0].delivered.count == 3)
    #expect(try world.core(1).queue().count == 1)
    #expect(try world.core(2).queue().isEmpty)
    try use(world, 0, all)
    #expect(try world.run { $0.sites[0].delivered.count == 4 })
  }

  @Test func `a changed way to a known peer takes effect without a frame`() throws {
    let world = try GatewayWorld(.volatile)
    var peers = try world.core(0).settings.peers
    peers[0].domains.insert("new.test")
    let frames = world.frames
    try use(world, 0, peers)
    try world.run(for: .seconds(60))
    #expect(world.frames == frames)
    try world.accept(TestMail.envelope(to: ["x@new.test"]), TestMail.text(1))
    #expect(try world.run { try $0.core(0).queue().isEmpty })
  }

  @Test func `a handshake that a person asks for costs what was said`() throws {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(), TestMail.text(1))
    #expect(try world.run { try $0.core(0).queue().isEmpty })
    try world.run(for: .seconds(60))
    let before = world.network.air.counters.airtime
    let peer = try world.core(0).settings.peers[0].key
    try world.tell(0) { core, now in try core.rekey(peer, at: now) }
    try world.settle()
    try world.run(for: .seconds(60))
    let spent = world.network.air.counters.airtime - before
    let said = try world.core(0).handshakeAirtime
    #expect(spent == said)
  }
}
