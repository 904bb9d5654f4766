// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// What the door refuses for the sake of the air, and what it knows again.
@Suite struct DoorLimitsTests {
  private static func judge(_ world: GatewayWorld, octets: Int? = nil) throws -> Reply {
    try world.core(0).judge(
      RecipientInquiry(
        recipient: MailAddress("bob@b.test"), sender: .mailbox(MailAddress("alice@a.test")),
        declaredOctets: octets))
  }

  private static func world(_ limits: DoorLimits) throws -> GatewayWorld {
    let world = try GatewayWorld(.volatile)
    try world.configure(0) { $0.doorLimits = limits }
    try world.restart(0)
    return world
  }

  @Test func `the announced size is what surely fits the airtime, and one byte more is refused`()
    throws
  {
    let world = try Self.world(DoorLimits(airtimePerMail: .seconds(60)))
    let most = try world.core(0).largestMailBytes
    // A minute at SF7 is some 35 kB.
    #expect((20_000...45_000).contains(most))
    #expect(try Self.judge(world, octets: most).code == 250)
    let refusal = try Self.judge(world, octets: most + 1)
    #expect(refusal.code == 552 && refusal.status == .init(5, 3, 4))
    #expect(
      refusal.text.contains("this link takes mails up to 1.0 min of airtime (\(most / 1000) kB)"))
    let codes = try [most, most + 1].map {
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: $0)).map(\.code)
    }
    #expect(codes == [[250], [552]])
    let entry = try #require(world.core(0).queue().first)
    #expect(entry.priceMicroseconds.map { $0 <= 60_000_000 && $0 > 58_000_000 } == true)
  }

  @Test
  func `a full queue puts mail off in hours of airtime and takes it again when it is through`()
    throws
  {
    let world = try Self.world(DoorLimits(airtimePerPeer: .seconds(20)))
    try world.switchOff(1)
    #expect(try Self.judge(world).code == 250)
    try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 20_000))
    let reply = try Self.judge(world)
    #expect(reply.code == 452 && reply.status == .init(4, 3, 1))
    #expect(reply.text.contains(/[\d.]+ s of mail is already waiting for b; limit 20 s/))
    try world.switchOn(1)
    #expect(try world.run { try $0.core(0).queue().isEmpty })
    #expect(try Self.judge(world).code == 250)
  }

  @Test(arguments: [30, 31])
  func `a mail with more than thirty trace fields is refused as a loop`(_ count: Int) throws {
    let world = try GatewayWorld(.volatile)
    let trace = (1...count).map { "Received: from a by b\($0).test; now\r\n" }.joined()
    let replies = try world.accept(
      TestMail.envelope(to: ["bob@b.test", "ben@b.test"]), Array(trace.utf8) + TestMail.text(1))
    #expect(replies.map(\.code) == (count > 30 ? [554, 554] : [250, 250]))
    #expect(replies.allSatisfy { count <= 30 || $0.status == .init(5, 4, 6) })
  }

  @Test func `a deadline that cannot be kept is refused, with the earliest time`() throws {
    let world = try GatewayWorld(.volatile)
    func accept(_ seconds: Int, _ mode: DeliverBy.Mode) throws -> Reply? {
      let deadline = DeliverBy(remaining: .seconds(seconds), mode: mode)
      return try world.accept(
        TestMail.envelope(), TestMail.noise(seconds, bytes: 20_000),
        asking: DeliveryRequest(deliverBy: deadline)
      ).first
    }
    let late = try #require(try accept(3, .returning))
    #expect(late.code == 552 && late.status == .init(5, 4, 7))
    #expect(late.text.contains(/within 3.0 s; earliest [\d.]+ (s|min)/))
    #expect(try accept(4, .notifying)?.code == 250)
    #expect(try accept(3600, .returning)?.code == 250)
  }

  @Test func `a mail that comes again with one more trace field is the same mail`() throws {
    let world = try GatewayWorld(.volatile)
    func mail(_ trace: String, id: String = "<1@a.test>", body: String = "Hello") -> [UInt8] {
      Array(
        """
        \(trace)From: alice@a.test\r
        Date: Mon, 07 Dec 2026 03:11:43 +0100\r
        Message-ID: \(id)\r
        \r
        \(body)\r

        """.utf8)
    }
    let first = try world.accept(TestMail.envelope(), mail("")).map(\.nameGiven)
    let again = try world.accept(
      TestMail.envelope(), mail("Received: by relay.a.test; now\r\n")
    ).map(\.nameGiven)
    #expect(first == again)
    let others = [mail("", id: "<2@a.test>"), mail("", body: "Hello!")]
    for other in others {
      #expect(try world.accept(TestMail.envelope(), other).map(\.nameGiven) != first)
    }
    let elsewhere = try world.accept(TestMail.envelope(to: ["ben@b.test"]), mail(""))
    #expect(elsewhere.map(\.nameGiven) != first)
    try world.run(for: .seconds(600))
    #expect(world.sites[1].delivered.count == 4)
  }

  @Test func `urgent mail goes first among the small, what may wait goes behind all`() throws {
    let world = try GatewayWorld(.volatile)
    try world.switchOff(1)
    for (number, level) in [(1, -4), (2, 0), (3, -2), (4, 6), (5, 2)] {
      try world.accept(
        TestMail.envelope(), TestMail.noise(number, bytes: 1500),
        asking: DeliveryRequest(priority: MailPriority(level)))
    }
    // Urgent, but long.
    try world.accept(
      TestMail.envelope(), TestMail.noise(6, bytes: 9000),
      asking: DeliveryRequest(priority: .flash))
    try world.switchOn(1)
    #expect(try world.run { $0.sites[1].delivered.count == 6 })
    let order = world.sites[1].delivered.compactMap { delivery in
      (1...6).first { TestMail.noise($0, bytes: $0 == 6 ? 9000 : 1500) == delivery.content }
    }
    // The first small message may have been made up before the urgent mail came.
    #expect(order.prefix(4).contains(4) && order.prefix(4).contains(6), "\(order)")
    #expect(order.last == 1, "\(order)")
    let places = [2, 4, 5, 3, 1].compactMap { order.firstIndex(of: $0) }
    #expect(places.count == 5 && places[3] > places[0] && places[3] > places[2], "\(order)")
  }
}
