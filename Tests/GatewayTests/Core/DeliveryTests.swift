// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import MailRelay
import Testing

/// A mail's way from the spool to the relay behind the gateway it came to.
struct DeliveryTests {
  @Test func `recipients that the peer may not send to fail and are kept`() throws {
    let world = try GatewayWorld(.volatile)
    // A takes it for B, but B neither serves nor relays for the second domain.
    try world.configure(0) { $0.peers[0].domains = ["b.test", "far.test", "open.test"] }
    try world.configure(1) { $0.peers[0].relayFor = ["open.test"] }
    for index in 0...1 { try world.restart(index) }
    try world.accept(
      TestMail.envelope(to: ["bob@b.test", "eve@far.test", "olga@open.test"]), TestMail.text(1))
    try world.run(for: .seconds(600))
    #expect(
      world.sites[1].delivered.map(\.recipient.description) == ["bob@b.test", "olga@open.test"])
    let queue = try world.core(1).queue()
    #expect(queue.map(\.state) == ["failed"])
    let states = queue.first?.recipients.map(\.state)
    #expect(states == [.handedOver, .failed, .handedOver])
    let reply = queue.first?.recipients.dropFirst().first?.reply
    #expect(reply?.contains("far.test is neither in local_domains nor in relay_for") == true)
    #expect(reply?.hasPrefix("550 5.7.1") == true)
  }

  @Test func `a mail only for others is kept and never offered to the relay`() throws {
    let world = try GatewayWorld(.volatile)
    try world.configure(0) { $0.peers[0].domains = ["far.test"] }
    try world.restart(0)
    try world.accept(TestMail.envelope(to: ["eve@far.test"]), TestMail.text(1))
    try world.run(for: .seconds(600))
    #expect(world.sites[1].offered.isEmpty)
    #expect(try world.core(1).queue().map(\.state) == ["failed"])
    let refused = try #require(world.core(0).queue().first)
    #expect(refused.state == "refused")
    #expect(refused.recipients.map(\.status) == ["5.7.1"])
  }

  @Test func `a busy relay is asked again with growing pauses of at most an hour`() throws {
    let world = try GatewayWorld(.volatile)
    let refusals = 14
    world.setRelay(1, TestRelay { _, attempt in attempt < refusals ? .later : .accepted })
    try world.accept(TestMail.envelope(), TestMail.text(1))
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    let times = world.sites[1].offered.map(\.at)
    #expect(times.count == refusals + 1)
    let pauses = zip(times.dropFirst(), times).map { $0 - $1 }
    let expected = (0..<refusals).map { min(Duration.seconds(10) * (1 << $0), .seconds(3600)) }
    #expect(pauses == expected)
    #expect(try world.core(1).queue().isEmpty)
  }

  @Test func `a refusal for good is final and the mail is kept`() throws {
    let world = try GatewayWorld(.volatile)
    world.setRelay(1, TestRelay { _, _ in .never })
    try world.accept(TestMail.envelope(), TestMail.text(1))
    try world.run(for: .seconds(100_000))
    #expect(world.sites[1].offered.count == 1)
    let queue = try world.core(1).queue()
    #expect(queue.map(\.state) == ["failed"])
    #expect(queue.first?.recipients.first?.reply == "550 5.1.1 no such mailbox")
    #expect(queue.first?.sender == "alice@a.test")
  }

  @Test func `each recipient has its own fate and is offered no more than needed`() throws {
    let world = try GatewayWorld(.volatile)
    world.setRelay(
      1,
      TestRelay { recipient, attempt in
        switch recipient {
        case "never@b.test": .never
        case "late@b.test": attempt < 2 ? .later : .accepted
        default: .accepted
        }
      })
    let recipients = ["now@b.test", "late@b.test", "never@b.test"]
    try world.accept(TestMail.envelope(to: recipients), TestMail.text(1))
    try world.run(for: .seconds(10_000))
    #expect(
      world.sites[1].offered.map(\.recipients) == [recipients, ["late@b.test"], ["late@b.test"]])
    #expect(
      world.sites[1].delivered.map(\.recipient.description) == ["now@b.test", "late@b.test"])
    let states = try world.core(1).queue().first?.recipients.map(\.state)
    #expect(states == [.handedOver, .handedOver, .failed])
  }

  @Test func `what cannot be read is kept for the operator and told`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.packing = .never
      try world.accept(TestMail.envelope(), TestMail.text(1))
      // A packed form of a model that nobody has.
      try world.execute(
        0, "UPDATE consignment SET packed = x'7f0102', packedBytes = 3, state = 'waiting'")
      try world.restart(0)
      try world.run(for: .seconds(600))
      #expect(world.sites[1].offered.isEmpty)
      let queue = try world.core(1).queue()
      #expect(queue.map(\.state) == ["unreadable"])
      #expect(queue.first?.rawBytes == 3)
      let wasTold = world.sites[1].notices.contains {
        if case .unreadable = $0 { true } else { false }
      }
      #expect(wasTold)
      let refused = try #require(world.core(0).queue().first)
      #expect(refused.state == "refused")
      #expect(refused.recipients.map(\.status) == ["5.6.0"])
    }
  }

  @Test func `an answer that cannot be stored is kept, not asked for again`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.execute(
        1,
        """
        CREATE TEMP TRIGGER fault BEFORE UPDATE ON recipient
        BEGIN SELECT RAISE(ABORT, 'fault'); END
        """)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].offered.isEmpty })
      try world.run(for: .seconds(300))
      #expect(try world.core(1).queue().map(\.state) == ["delivering"])
      try world.execute(1, "DROP TRIGGER fault")
      try world.run(for: .seconds(300))
      #expect(try world.core(1).queue().isEmpty)
      #expect(world.sites[1].offered.count == 1)
    }
  }
}
