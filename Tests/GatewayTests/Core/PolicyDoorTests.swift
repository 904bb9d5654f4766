// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailRelay
import Testing

/// The operator's rules at the door of a whole gateway.
struct PolicyDoorTests {
  private static func world(
    _ rules: [PolicyRule], in directory: String? = nil
  ) throws -> GatewayWorld {
    let world = try GatewayWorld(directory.map { .disk($0) } ?? .volatile)
    try world.configure(0) { $0.policy = MailPolicy(rules) }
    if directory != nil { try world.restart(0) }
    return world
  }

  private static func to(_ text: String) throws -> PolicyCondition {
    .recipient([try #require(AddressPattern(text))])
  }

  private static func over(_ octets: Int) -> PolicyCondition { .octetsOver(octets) }

  /// A world of two gateways on disk, so that a restart takes up the rules.
  private static func inWorld(
    _ rules: [PolicyRule], _ body: (GatewayWorld) throws -> Void
  ) throws {
    try Sample.inDirectory { try body(world(rules, in: $0)) }
  }

  @Test func `a rule about the envelope refuses at RCPT, with the operator's words`() throws {
    let rule = try PolicyRule(.refuse, if: [Self.to("bob@b.test")], reply: "Bob is on leave.")
    try Self.inWorld([rule]) { world in
      let sender = ReversePath.mailbox(try MailAddress("alice@a.test"))
      let refused = try world.core(0).judge(
        RecipientInquiry(recipient: MailAddress("bob@b.test"), sender: sender))
      #expect(refused == Reply(550, .init(5, 7, 1), "<bob@b.test> Bob is on leave."))
      let taken = try world.core(0).judge(
        RecipientInquiry(recipient: MailAddress("ben@b.test"), sender: sender))
      #expect(taken.code == 250)
    }
  }

  @Test func `a rule about the mail refuses for its recipients alone, one reply each`() throws {
    let rule = try PolicyRule(.refuse, if: [Self.to("bob@b.test"), Self.over(1000)])
    try Self.inWorld([rule]) { world in
      let sender = ReversePath.mailbox(try MailAddress("alice@a.test"))
      let judgement = try world.core(0).judge(
        RecipientInquiry(recipient: MailAddress("bob@b.test"), sender: sender))
      #expect(judgement.code == 250)
      let envelope = try TestMail.envelope(to: ["ben@b.test", "bob@b.test"])
      let replies = try world.accept(envelope, TestMail.noise(1, bytes: 2000))
      #expect(replies.map(\.code) == [250, 550])
      #expect(replies[1].text.hasPrefix("<bob@b.test> is refused by a rule"))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      #expect(world.sites[1].delivered.map(\.recipient.description) == ["ben@b.test"])
    }
  }

  @Test func `over SMTP a mail refused for one recipient is refused for all, and not stored`()
    throws
  {
    let rule = try PolicyRule(.refuse, if: [Self.to("bob@b.test"), Self.over(1000)], reply: "No.")
    try Self.inWorld([rule]) { world in
      let transaction = MailTransaction(
        envelope: try TestMail.envelope(to: ["ben@b.test", "bob@b.test"]),
        mail: TestMail.noise(1, bytes: 2000), dialect: .smtp)
      let result = try world.core(0).accept(transaction, at: world.now)
      let refusal = Reply(550, .init(5, 7, 1), "<bob@b.test> No.")
      #expect(result.replies == [refusal, refusal] && result.actions.isEmpty)
      #expect(try world.committed(0, "SELECT count(*) FROM mail") == 0)
    }
  }

  @Test func `what is held is safe, shown, and not sent before it is released`() throws {
    let rule = PolicyRule(.hold, reply: "a person looks at it")
    try Self.inWorld([rule]) { world in
      let mail = TestMail.text(1)
      let replies = try world.accept(TestMail.envelope(), mail)
      #expect(replies.map(\.code) == [250])
      #expect(replies[0].text.hasSuffix("held for the operator: a person looks at it"))
      try world.run(for: .seconds(600))
      try world.restart(0)
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.isEmpty && world.sites[0].packings.isEmpty)
      let entry = try #require(world.core(0).queue(at: world.now).first)
      #expect(entry.state == "held" && entry.etaSeconds == nil)
      // The same mail again is the same mail.
      #expect(try world.accept(TestMail.envelope(), mail)[0].text.contains(entry.id))
      try world.tell(0) { core, now in
        let outcome = try core.change(entry.id, .release, at: now)
        #expect((try? outcome.result.get()) != nil)
        return outcome.actions
      }
      try world.settle()
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      let isWhole = world.sites[1].delivered.map(\.content) == [mail]
      #expect(isWhole)
    }
  }

  @Test func `one mail may be held for one recipient and sent to another`() throws {
    let rule = try PolicyRule(.hold, if: [Self.to("bob@b.test")])
    try Self.inWorld([rule]) { world in
      let envelope = try TestMail.envelope(to: ["bob@b.test", "ben@b.test"])
      let replies = try world.accept(envelope, TestMail.text(2))
      #expect(replies.map { $0.text.contains("held") } == [true, false])
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.map(\.recipient.description) == ["ben@b.test"])
      let queue = try world.core(0).queue(at: world.now)
      #expect(queue.map(\.state) == ["held"])
    }
  }

  @Test(arguments: [
    (MailClass.chat, 40_000, 2), (.normal, 300, 2), (.bulk, 300, 3), (.chat, 300, 1),
  ])
  func `a class that a rule chose is that of the mail, but chat stays small`(
    mailClass: MailClass, bytes: Int, expected: Int
  ) throws {
    try Self.inWorld([PolicyRule(.accept, mailClass: mailClass)]) { world in
      try world.switchOff(1)
      try world.accept(TestMail.envelope(), TestMail.noise(5, bytes: bytes))
      #expect(try world.committed(0, "SELECT class FROM consignment") == expected)
      try world.switchOn(1)
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    }
  }

  @Test func `small mails of a chosen class cross all the same, also between chats`() throws {
    let rule = try PolicyRule(.accept, if: [Self.to("bob@b.test")], mailClass: .bulk)
    try Self.inWorld([rule]) { world in
      for number in 0..<6 {
        let recipient = number % 2 == 0 ? "bob@b.test" : "ben@b.test"
        try world.accept(TestMail.envelope(to: [recipient]), TestMail.text(number))
      }
      #expect(try world.run { $0.sites[1].delivered.count == 6 })
      let delivered = Set(world.sites[1].delivered.map(\.content))
      let isWhole = delivered == Set((0..<6).map { TestMail.text($0) })
      #expect(isWhole)
    }
  }
}
