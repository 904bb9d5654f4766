// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// What the door says before and after a mail.
struct DoorTests {
  private func judge(
    _ world: GatewayWorld, _ recipient: String, octets: Int? = nil
  ) throws -> Reply {
    let address = try MailAddress("alice@a.test")
    return try world.core(0).judge(
      RecipientInquiry(
        recipient: MailAddress(recipient), sender: .mailbox(address), declaredOctets: octets))
  }

  @Test func `a domain behind a peer is taken and the peer named`() throws {
    let reply = try judge(GatewayWorld(.volatile), "bob@B.test")
    #expect(reply.code == 250)
    #expect(reply.text.contains("b"))
  }

  @Test(arguments: ["bob@elsewhere.test", "bob@sub.b.test", "bob@[192.0.2.1]"])
  func `an unknown domain is refused for good`(_ recipient: String) throws {
    let reply = try judge(GatewayWorld(.volatile), recipient)
    #expect(reply.code == 550)
    #expect(reply.status == .init(5, 1, 2))
  }

  @Test func `a domain behind this very gateway is refused for good`() throws {
    let reply = try judge(GatewayWorld(.volatile), "alice@A.test")
    #expect(reply.code == 550)
    #expect(reply.status == .init(5, 4, 6))
  }

  @Test func `a gateway that only listens keeps mail with its relay and says what to do`() throws {
    let world = try GatewayWorld(.volatile)
    try world.configure(0) {
      $0.link.transmission = .receiveOnly(.lowConfidence(RowName("RU864")))
      $0.confirmedRegions = ["EU868/46b-NAP"]
    }
    try world.restart(0)
    let reply = try judge(world, "bob@b.test")
    #expect(reply.code == 451)
    #expect(reply.status == .init(4, 3, 5))
    #expect(reply.text.contains("confirmed_regions = [\"EU868/46b-NAP\", \"RU864\"]"))
    #expect(try judge(world, "bob@elsewhere.test").code == 550)
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation)
    let status = try world.core(0).status(
      driver: "simulated", radioFault: nil, channel: channel, since: .zero, at: world.now)
    #expect(status.receiveOnly?.hasPrefix("receive-only: the rules of RU864") == true)
    // Mail that waits, and frames of a peer, wake nothing up.
    try world.accept(TestMail.envelope(), TestMail.text(1))
    try world.accept(TestMail.envelope(from: "b@b.test", to: ["a@a.test"]), TestMail.text(2), at: 1)
    try world.run(for: .seconds(3600))
    let frames = try (0...1).map { try world.core($0).station.counters.framesSent }
    #expect(frames[0] == 0 && frames[1] > 0)
  }

  @Test func `a declared size beyond the limit is refused with the airtime it would take`() throws {
    let world = try GatewayWorld(.volatile)
    let limit = GatewayLimits.defaultMailBytes
    #expect(try judge(world, "bob@b.test", octets: limit).code == 250)
    let reply = try judge(world, "bob@b.test", octets: limit + 1)
    #expect(reply.code == 552)
    #expect(reply.status == .init(5, 3, 4))
    // 4 MiB at SF7: hours.
    #expect(reply.text.contains(/about \d+ h \d+ min of airtime/))
  }

  @Test func `a mail larger than a message is taken and priced`() throws {
    let world = try GatewayWorld(.volatile)
    let replies = try world.accept(
      TestMail.envelope(to: ["bob@b.test", "ben@b.test"]), TestMail.noise(1, bytes: 200_000))
    #expect(replies.map(\.code) == [250, 250])
    #expect(replies.allSatisfy { $0.text.contains(/at most \d+(\.\d+)? min of airtime/) })
  }

  @Test func `the reply to a mail tells when it will be there, half and nine times of ten`() throws
  {
    let world = try GatewayWorld(.volatile)
    let replies = try world.accept(TestMail.envelope(), TestMail.noise(2, bytes: 20_000))
    #expect(replies.map(\.code) == [250])
    let told = /, there in about [\d.]+ (s|min|h).* \(9 of 10: [\d.]+ (s|min|h).*\)$/
    #expect(replies.allSatisfy { $0.text.contains(told) }, "\(replies)")
  }

  @Test func `a mail beyond the limit is refused with its airtime and nothing is stored`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let replies = try world.accept(
        TestMail.envelope(to: ["bob@b.test", "ben@b.test"]),
        [UInt8](repeating: 65, count: GatewayLimits.defaultMailBytes + 1))
      #expect(replies.map(\.code) == [552, 552])
      #expect(replies.map(\.status) == [.init(5, 3, 4), .init(5, 3, 4)])
      #expect(replies.allSatisfy { $0.text.contains(/about \d+ h \d+ min of airtime/) })
      #expect(try world.committed(0, "SELECT count(*) FROM mail") == 0)
    }
  }

  @Test func `a mail beyond the configured size is refused whatever it packs to`() throws {
    let world = try GatewayWorld(.volatile)
    try world.configure(0) { $0.maximumMailBytes = 1000 }
    try world.restart(0)
    let envelope = try TestMail.envelope()
    let fits = try world.accept(envelope, [UInt8](repeating: 65, count: 1000))
    let exceeds = try world.accept(envelope, [UInt8](repeating: 65, count: 1001))
    #expect(fits.map(\.code) == [250])
    #expect(exceeds.map(\.code) == [552])
    #expect(exceeds.allSatisfy { $0.text.contains(/about [\d.]+ s of airtime/) })
  }

  @Test func `a large mail that packs small is taken`() throws {
    let world = try GatewayWorld(.volatile)
    let replies = try world.accept(
      TestMail.envelope(), [UInt8](repeating: 65, count: 300_000))
    #expect(replies.map(\.code) == [250])
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    #expect(world.sites[1].delivered.first?.content.count == 300_000)
  }
}
