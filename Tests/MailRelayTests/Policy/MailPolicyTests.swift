// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MailPolicyTests {
  private static func question(
    from sender: String? = "alice@camp.example", to recipient: String = "bob@village.example",
    declared: Int? = nil, _ mail: String? = nil, isEncrypted: Bool = false, priority: Int? = nil
  ) throws -> PolicyQuestion {
    // One octet costs a millisecond.
    let octets = mail.map { Array($0.utf8) }
    return PolicyQuestion(
      sender: try sender.map { .mailbox(try MailAddress($0)) } ?? .null,
      recipient: try MailAddress(recipient), peer: "village",
      priority: priority.flatMap(MailPriority.init),
      declared: declared.map { PolicySize(octets: $0, airtime: .milliseconds($0)) },
      mail: octets.map {
        PolicyMail(reading: $0, airtime: .milliseconds($0.count), isEncrypted: isEncrypted)
      })
  }

  private static func pattern(_ text: String) throws -> AddressPattern {
    try #require(AddressPattern(text))
  }

  @Test func `without rules everything is taken, at once`() throws {
    #expect(try MailPolicy().verdict(Self.question()) == .byDefault)
    #expect(try MailPolicy().verdict(Self.question("x")) == .byDefault)
  }

  @Test func `the first rule that matches decides`() throws {
    let policy = try MailPolicy([
      PolicyRule(.refuse, if: [.sender([Self.pattern("<>")])], reply: "no reports"),
      PolicyRule(.hold, if: [.sender([Self.pattern("*.example")]), .peer(["hill"])]),
      PolicyRule(.accept, if: [.sender([Self.pattern("camp.example")])], mailClass: .bulk),
      PolicyRule(.refuse),
    ])
    let verdict = try policy.verdict(Self.question())
    #expect(verdict == PolicyVerdict(rule: 3, action: .accept, mailClass: .bulk, reply: nil))
    let null = try policy.verdict(Self.question(from: nil))
    #expect(null == PolicyVerdict(rule: 1, action: .refuse, mailClass: nil, reply: "no reports"))
    #expect(try policy.verdict(Self.question(from: "x@y"))?.rule == 4)
  }

  @Test func `a rule about the mail itself decides nothing before the mail is there`() throws {
    let policy = try MailPolicy([
      PolicyRule(.hold, if: [.recipient([Self.pattern("rob@village.example")])]),
      PolicyRule(
        .refuse, if: [.encrypted(false), .recipient([Self.pattern("bob@village.example")])]),
      PolicyRule(.accept),
    ])
    #expect(try policy.verdict(Self.question()) == nil)
    #expect(try policy.verdict(Self.question("x"))?.rule == 2)
    #expect(try policy.verdict(Self.question("x", isEncrypted: true))?.rule == 3)
    // Those before and beside it do.
    #expect(try policy.verdict(Self.question(to: "rob@village.example"))?.rule == 1)
    #expect(try policy.verdict(Self.question(to: "sue@village.example"))?.rule == 3)
  }

  @Test(arguments: [
    (PolicyCondition.octetsOver(10), 10, false), (.octetsOver(10), 11, true),
    (.octetsAtMost(10), 10, true), (.octetsAtMost(10), 11, false),
    (.airtimeOver(.milliseconds(10)), 10, false), (.airtimeOver(.milliseconds(10)), 11, true),
    (.airtimeAtMost(.milliseconds(10)), 10, true), (.airtimeAtMost(.milliseconds(10)), 11, false),
  ])
  func `sizes are limits that are still kept, and a declared excess is enough`(
    condition: PolicyCondition, octets: Int, isMatch: Bool
  ) throws {
    let policy = MailPolicy([PolicyRule(.refuse, if: [condition])])
    let mail = String(repeating: "x", count: octets)
    #expect((try policy.verdict(Self.question(mail))?.rule == 1) == isMatch)
    // The mail counts, whatever was declared.
    #expect((try policy.verdict(Self.question(declared: 99, mail))?.rule == 1) == isMatch)
    let declared = try policy.verdict(Self.question(declared: octets))
    if octets == 10 { #expect(declared == nil) } else { #expect((declared?.rule == 1) == isMatch) }
    #expect(try policy.verdict(Self.question()) == nil)
  }

  @Test(arguments: [
    ("Precedence: bulk\n\n", PolicyCondition.distribution([.bulk, .list]), true),
    ("List-Id: <x>\n\n", .distribution([.bulk]), false), ("\n", .distribution([.personal]), true),
    ("Auto-Submitted: auto-replied\n\n", .autoSubmitted(true), true),
    ("Auto-Submitted: no\n\n", .autoSubmitted(true), false), ("\n", .autoSubmitted(false), true),
    ("Content-Type: image/png\n\n", .mediaType([MediaRange("image/*")].compactMap(\.self)), true),
    ("\n", .mediaType([MediaRange("image/*")].compactMap(\.self)), false),
  ])
  func `the header is read`(mail: String, condition: PolicyCondition, isMatch: Bool) throws {
    let policy = MailPolicy([PolicyRule(.hold, if: [condition])])
    #expect((try policy.verdict(Self.question(mail))?.rule == 1) == isMatch)
  }

  @Test func `a mail without priority has priority zero`() throws {
    let policy = MailPolicy([PolicyRule(.hold, if: [.priority(0...3)])])
    #expect(try policy.verdict(Self.question())?.rule == 1)
    #expect(try policy.verdict(Self.question(priority: 3))?.rule == 1)
    #expect(try policy.verdict(Self.question(priority: -1))?.rule == nil)
  }

  @Test(arguments: [
    ("Ask the operator first.", true), ("", false), ("two\r\nlines", false), ("\u{E9}", false),
    ("tab\t", false), (String(repeating: "x", count: 200), true),
    (String(repeating: "x", count: 201), false),
  ])
  func `a text for senders is one line of printable ASCII`(text: String, isLegal: Bool) {
    #expect(PolicyRule.isLegalReply(text) == isLegal)
  }
}
