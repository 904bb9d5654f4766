// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// How long the relay here is asked, what is kept behind it, and what a crash may double.
struct HandoverTests {
  private func redeliver(
    _ world: GatewayWorld, _ id: String
  ) throws -> Result<QueueChange, QueueRefusal> {
    var result: Result<QueueChange, QueueRefusal>?
    try world.tell(1) { core, now in
      let outcome = try core.change(id, .redeliver, at: now)
      result = outcome.result
      return outcome.actions
    }
    try world.settle()
    return try #require(result)
  }

  @Test func `a relay that says later for too long makes the mail fail, and home is told`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.configure(1) { $0.retryDays = 1 }
      try world.restart(1)
      world.setRelay(
        1, TestRelay { name, _ in name == "late@b.test" ? .later : .accepted })
      try world.accept(
        TestMail.envelope(to: ["bob@b.test", "late@b.test"]), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].offered.isEmpty })
      try world.run(for: .seconds(12 * 3600))
      // The time counts on through a restart; a gateway that is off does not count.
      try world.switchOff(1)
      try world.run(for: .seconds(30 * 3600))
      try world.switchOn(1)
      try world.run(for: .seconds(11 * 3600))
      #expect(try world.core(1).queue().map(\.state) == ["delivering"])
      try world.run(for: .seconds(2 * 3600))
      let attempts = world.sites[1].offered.count
      #expect(attempts > 20)
      let entry = try #require(world.core(1).queue().first)
      #expect(entry.state == "failed")
      #expect(entry.recipients.map(\.state) == [.handedOver, .failed])
      #expect(entry.recipients.last?.reply?.contains("mailbox busy") == true)
      try world.run(for: .seconds(24 * 3600))
      #expect(world.sites[1].offered.count == attempts)
      let home = try #require(world.core(0).queue().first)
      #expect(home.recipients.map(\.status) == [nil, "5.4.7"])
    }
  }

  @Test func `a crash between the relay's answer and our journal doubles one mail, no other`()
    throws
  {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      for number in 1...3 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      #expect(try world.run { $0.sites[1].delivered.count == 3 })
      // The relay has it, and the process ends before it can note that.
      world.handing = .never
      try world.accept(TestMail.envelope(), TestMail.text(4))
      #expect(try world.run { $0.sites[1].offered.count == 4 })
      world.handing = .atOnce
      try world.restart(1)
      try world.restart(1)
      try world.run(for: .seconds(7200))
      let copies = (1...4).map { number in
        world.sites[1].offered.count { $0.content == TestMail.text(number) }
      }
      #expect(copies == [1, 1, 1, 2])
      #expect(try world.core(1).queue().isEmpty)
    }
  }

  @Test func `a mail is kept behind its handover for 72 hours of running and delivered again`()
    throws
  {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, TestRelay { name, _ in name == "never@b.test" ? .never : .accepted })
      try world.accept(
        TestMail.envelope(to: ["bob@b.test", "never@b.test"]), TestMail.text(1))
      try world.accept(TestMail.envelope(), TestMail.text(2))
      #expect(try world.run { $0.sites[1].delivered.count == 2 })
      try world.run(for: .seconds(71 * 3600))
      try world.restart(1)
      for number in 1...2 {
        let content = TestMail.text(number)
        let id = try #require(world.arrivedID(1, number))
        _ = try redeliver(world, id).get()
        #expect(world.sites[1].offered.last?.content == content)
        #expect(world.sites[1].offered.last?.recipients == ["bob@b.test"])
      }
      #expect(world.sites[1].offered.count == 4)
      try world.run(for: .seconds(74 * 3600))
      let id = try #require(world.arrivedID(1, 2))
      let refusal = try redeliver(world, id)
      #expect(throws: QueueRefusal.self) { try refusal.get() }
      #expect(try world.committed(1, "SELECT count(*) FROM grace") == 0)
    }
  }

  @Test func `no more than so many bytes are kept, the oldest go first`() throws {
    let world = try GatewayWorld(.volatile)
    try world.configure(1) { $0.graceBytes = 2500 }
    try world.restart(1)
    let mails = (1...4).map { TestMail.noise($0, bytes: 1000) }
    for (number, mail) in mails.enumerated() {
      try world.accept(TestMail.envelope(), mail)
      #expect(try world.run { $0.sites[1].delivered.count == number + 1 })
    }
    let bodies = try (1...4).map { number in
      let id = try #require(world.arrivedID(1, number))
      return try world.core(1).details(of: id, at: world.now).body
    }
    #expect(bodies == [.gone, .gone, .kept, .kept])
  }

  @Test func `a peer's mail from a domain that is not its own is refused and never delivered`()
    throws
  {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(from: "eve@else.test"), TestMail.text(1))
    try world.accept(TestMail.envelope(from: nil), TestMail.text(2))
    try world.run(for: .seconds(7200))
    #expect(world.sites[1].delivered.map(\.content) == [TestMail.text(2)])
    let home = try #require(world.core(0).queue().first)
    #expect(home.recipients.map(\.status) == ["5.7.1"])
    try world.configure(1) { $0.peers[0].fromDomains = ["else.test"] }
    try world.restart(1)
    try world.accept(TestMail.envelope(from: "eve@else.test"), TestMail.text(3))
    try world.accept(TestMail.envelope(), TestMail.text(4))
    try world.run(for: .seconds(7200))
    #expect(
      world.sites[1].delivered.map(\.content) == [TestMail.text(2), TestMail.text(3)])
  }

  @Test func `many mails that wait for the relay are offered a few at a time`() throws {
    let world = try GatewayWorld(.volatile)
    world.handing = .never
    for number in 1...30 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
    try world.run(for: .seconds(600))
    #expect(world.sites[1].offered.count == 8)
  }
}

extension GatewayWorld {
  /// The name of the mail that came from the air at this place, counted from 1.
  func arrivedID(_ index: Int, _ place: Int) -> String? {
    let names = sites[index].notices.compactMap { notice in
      if case .arrived(let id, _, _, _) = notice { id } else { nil }
    }
    return names.indices.contains(place - 1) ? names[place - 1] : nil
  }
}
