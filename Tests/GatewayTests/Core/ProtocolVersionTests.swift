// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import Testing

/// A peer whose protocol version is refused.
struct ProtocolVersionTests {
  private func status(_ world: GatewayWorld, _ index: Int) throws -> GatewayStatus {
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation)
    return try world.core(index).status(
      driver: "simulated", radioFault: nil, channel: channel, since: .zero, at: world.now)
  }

  @Test func `the operator is told once, and status says it`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let peer = world.sites[0].identity.publicKey
      try world.core(1).spool.apply([
        .handshakeMarks(peer, HandshakeMarks(own: 0, peer: 0, protocolVersion: 5))
      ])
      try world.restart(1)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: .seconds(600))
      #expect(world.sites[1].offered.isEmpty)
      #expect(world.sites[1].notices == [.versionRefused(peer: "a", highest: 0)])
      #expect(try status(world, 1).peers.map(\.refusedProtocolVersion) == [0])
      #expect(try status(world, 0).peers.map(\.refusedProtocolVersion) == [nil])
      let text = GatewayNotice.versionRefused(peer: "a", highest: 0).description
      #expect(text.hasPrefix("a speaks protocol version 0 at most, which is refused"))
    }
  }
}
