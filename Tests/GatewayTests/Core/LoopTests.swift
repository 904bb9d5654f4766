// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// Mail that crosses several radio links, and mail that would never stop to.
struct LoopTests {
  /// The mail as a relay hands it on.
  private func relayed(_ mail: [UInt8], by relay: String) -> [UInt8] {
    Array("Received: from x by \(relay) with LMTP;\r\n\tSat, 1 Mar 2025 12:00:00 +0000\r\n".utf8)
      + mail
  }

  /// A, B and C; A and C know each other only through B.
  private func chain(_ memory: GatewayWorld.Memory = .volatile) throws -> GatewayWorld {
    let world = try GatewayWorld(memory, count: 3)
    try world.configure(0) { $0.peers = $0.peers.filter { $0.name == "b" } }
    try world.configure(0) { $0.peers[0].domains = ["b.test", "c.test"] }
    try world.configure(1) { $0.peers[0].relayFor = ["c.test"] }
    try world.configure(2) { $0.peers = $0.peers.filter { $0.name == "b" } }
    try world.configure(2) { $0.peers[0].domains = ["b.test", "a.test"] }
    for index in 0...2 { try world.restart(index) }
    return world
  }

  @Test func `a mail for the gateway behind the neighbour crosses two links, with one byte more`()
    throws
  {
    let world = try chain()
    let envelope = try TestMail.envelope(to: ["carl@c.test"])
    try world.accept(envelope, TestMail.text(1))
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    #expect(world.sites[1].delivered.first?.envelope.hops == 0)
    try world.accept(envelope, relayed(TestMail.text(1), by: "mx.b.test"), at: 1)
    #expect(try world.run { !$0.sites[2].delivered.isEmpty })
    let arrived = try #require(world.sites[2].delivered.first)
    #expect(arrived.envelope.hops == 1)
    #expect(arrived.content == relayed(TestMail.text(1), by: "mx.b.test"))
    #expect(arrived.envelope.encoded().count == envelope.encoded().count + 1)
  }

  @Test func `a mail that would go back by radio to where it came from is refused`() throws {
    let world = try chain()
    try world.configure(1) { $0.peers[0].relayFor = ["c.test"] }
    try world.accept(TestMail.envelope(to: ["carl@c.test"]), TestMail.text(1))
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    let replies = try world.accept(
      TestMail.envelope(to: ["al@a.test"]), relayed(TestMail.text(1), by: "mx.b.test"), at: 1)
    #expect(replies.map(\.code) == [554])
    #expect(replies.map(\.status) == [.init(5, 4, 6)])
  }

  @Test func `a mail may cross eight radio links and no ninth`() throws {
    try Sample.inDirectory { directory in
      let world = try chain(.disk(directory))
      for hops in [6, 7] {
        let mail = TestMail.text(hops)
        // As if other gateways had counted so far.
        let coded = try #require(TestMail.envelope(to: ["carl@c.test"]).after(hops: hops)).encoded()
        world.packing = .never
        try world.accept(TestMail.envelope(to: ["carl@c.test"]), mail)
        try world.execute(
          0,
          """
          UPDATE consignment SET envelope = x'\(coded.map(hex).joined())' WHERE state = 'packing'
          """)
        world.packing = .atOnce
        try world.restart(0)
        #expect(try world.run { $0.sites[1].delivered.contains { $0.content == mail } })
        #expect(world.sites[1].delivered.last?.envelope.hops == hops)
        let replies = try world.accept(
          TestMail.envelope(to: ["carl@c.test"]), relayed(mail, by: "mx.b.test"), at: 1)
        #expect(replies.map(\.code) == (hops == 6 ? [250] : [554]))
      }
    }
  }

  @Test func `more than 30 Received fields are a loop, whatever relays did to the mail`() throws {
    let world = try GatewayWorld(.volatile)
    var mail = TestMail.text(1)
    for number in 1...30 { mail = relayed(mail, by: "mx\(number).test") }
    #expect(try world.accept(TestMail.envelope(), mail).map(\.code) == [250])
    let replies = try world.accept(TestMail.envelope(), relayed(mail, by: "mx31.test"))
    #expect(replies.map(\.status) == [.init(5, 4, 6)])
  }

  private func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
