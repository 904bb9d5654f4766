// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// What senders are told of their mail, by mails to the relay of the near gateway.
@Suite struct SenderReportTests {
  /// Tells of everything that happens at each address.
  static func relay() -> TestRelay {
    TestRelay { recipient, _ in recipient.hasPrefix("never") ? .never : .accepted }
  }

  private static func asking(
    _ conditions: [NotifyConditions?], envelopeID: String? = nil
  ) -> DeliveryRequest {
    DeliveryRequest(
      envelopeID: envelopeID.flatMap { EnvelopeID($0) },
      recipients: conditions.map { RecipientRequest(notify: $0) })
  }

  @Test func `a refusal there comes as one report to the sender, who gets his header back`() throws
  {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.setRelay(1, Self.relay())
      let original = OriginalRecipient(addressType: "rfc822", address: "list@a.test")
      var request = Self.asking([nil, nil], envelopeID: "QQ+314")
      request.returnedContent = .full
      request.recipients[1].originalRecipient = original
      try world.accept(
        TestMail.envelope(to: ["now@b.test", "never@b.test"]), TestMail.text(7), asking: request)
      #expect(try world.run(atMost: .seconds(300)) { !$0.sites[0].delivered.isEmpty })
      try world.run(for: .seconds(3600))
      #expect(world.sites[0].delivered.count == 1)
      let report = try #require(world.sites[0].delivered.first)
      #expect(report.envelope.reversePath == .null)
      #expect(report.recipient.description == "alice@a.test")
      let text = String(decoding: report.content, as: UTF8.self)
      for line in [
        "Auto-Submitted: auto-replied", "Reporting-MTA: dns; a.test",
        "Original-Envelope-Id: QQ+314", "Original-Recipient: rfc822; list@a.test",
        "Final-Recipient: rfc822; never@b.test", "Action: failed", "Status: 5.1.1",
        "Content-Type: text/rfc822-headers", "Subject: mail 7",
      ] {
        #expect(text.contains(line + "\r\n"), "\(line) is missing")
      }
      #expect(text.unfolded.contains("there is no such mailbox"))
      #expect(!text.contains("now@b.test") && !text.contains("radio va"))
      #expect(try world.core(0).queue().map(\.direction) == [.out])
    }
  }

  @Test func `nobody is told about a mail without sender, nor who wants to hear nothing`() throws {
    let world = try GatewayWorld(.volatile)
    world.setRelay(1, Self.relay())
    try world.accept(TestMail.envelope(from: nil, to: ["never@b.test"]), TestMail.text(1))
    try world.accept(
      TestMail.envelope(to: ["never@b.test", "never2@b.test"]), TestMail.text(2),
      asking: Self.asking([.never, .delay]))
    try world.run(for: .seconds(7200))
    let refused = world.sites[0].notices.count { if case .reported = $0 { true } else { false } }
    #expect(refused == 2)
    #expect(world.sites[0].delivered.isEmpty)
  }

  @Test func `a peer that tells of failures only has the mail relayed, told once`() throws {
    let world = try GatewayWorld(.volatile)
    world.setRelay(1, Self.relay())
    try world.accept(
      TestMail.envelope(to: ["now@b.test", "never@b.test", "quiet@b.test"]), TestMail.text(1),
      asking: Self.asking([.success, [.success, .failure], nil]))
    #expect(try world.run(atMost: .seconds(30)) { !$0.sites[0].delivered.isEmpty })
    try world.run(for: .seconds(4 * 3600))
    let texts = world.sites[0].delivered.map { String(decoding: $0.content, as: UTF8.self) }
    #expect(texts.count == 2)
    #expect(texts.first?.contains("Action: relayed\r\nStatus: 2.0.0") == true)
    #expect(texts.first?.contains("now@b.test") == true)
    #expect(texts.first?.contains("never@b.test") == true)
    #expect(texts.last?.contains("Action: failed") == true)
    #expect(texts.last?.contains("now@b.test") == false)
    #expect(!texts.contains { $0.contains("quiet@b.test") })
  }

  @Test func `where deliveries are told home the sender hears of the delivery itself`() throws {
    let world = try GatewayWorld(.volatile)
    try world.configure(1) { $0.reportedResults = .everything }
    try world.restart(1)
    // The first word of a delivery tells that this peer gives it.
    try world.accept(TestMail.envelope(), TestMail.text(1))
    try world.run(for: .seconds(3600))
    #expect(world.sites[0].delivered.isEmpty)
    try world.accept(
      TestMail.envelope(), TestMail.text(2), asking: Self.asking([.success]))
    try world.run(for: .seconds(5 * 3600))
    let texts = world.sites[0].delivered.map { String(decoding: $0.content, as: UTF8.self) }
    #expect(texts.count == 1)
    #expect(texts.first?.contains("Action: delivered\r\nStatus: 2.0.0") == true)
  }

  @Test func `a peer that told of deliveries and falls silent has the mail relayed in the end`()
    throws
  {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.configure(1) { $0.reportedResults = .everything }
      try world.restart(1)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: .seconds(3600))
      try world.configure(1) { $0.reportedResults = .failures }
      try world.restart(1)
      try world.accept(
        TestMail.envelope(), TestMail.text(2), asking: Self.asking([.success]))
      try world.run(for: .seconds(1500))
      try world.restart(0)
      #expect(world.sites[0].delivered.isEmpty)
      try world.run(for: .seconds(3600))
      let texts = world.sites[0].delivered.map { String(decoding: $0.content, as: UTF8.self) }
      #expect(texts.count == 1)
      #expect(texts.first?.contains("Action: relayed") == true)
    }
  }

  @Test func `a mail that arrives unreadable is told as failed with 5.6.0`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.configure(0) { $0.sealedHistoryUse = .none }
      try world.restart(0)
      try world.switchOff(1)
      // The first is with the link already.
      for number in 1...2 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      try world.execute(
        0, "UPDATE consignment SET packed = x'7f0102', packedBytes = 3 WHERE id = 2")
      try world.switchOn(1)
      #expect(try world.run(atMost: .seconds(300)) { !$0.sites[0].delivered.isEmpty })
      let text = world.sites[0].delivered.map { String(decoding: $0.content, as: UTF8.self) }
      #expect(text.first?.contains("Status: 5.6.0") == true)
    }
  }

  @Test func `a binary mail crosses as it is`() throws {
    let world = try GatewayWorld(.volatile)
    let mail =
      Array("Subject: x\r\n\r\n".utf8) + [0, 13, 10, 10, 13, 0, 255] + TestMail.noise(1, bytes: 500)
    try world.accept(TestMail.envelope(bodyKind: .binaryMIME), mail)
    #expect(try world.run(atMost: .seconds(60)) { !$0.sites[1].delivered.isEmpty })
    let delivery = try #require(world.sites[1].delivered.first)
    #expect(delivery.envelope.bodyKind == .binaryMIME)
    #expect(delivery.content == mail)
  }

  @Test func `a report that the relay here refuses is told to nobody`() throws {
    let world = try GatewayWorld(.volatile)
    world.setRelay(0, TestRelay { _, _ in .never })
    world.setRelay(1, Self.relay())
    try world.accept(TestMail.envelope(to: ["never@b.test"]), TestMail.text(1))
    try world.run(for: .seconds(7200))
    #expect(world.sites[0].offered.count == 1)
    #expect(try world.core(0).queue().map(\.state) == ["refused", "failed"])
    #expect(try world.core(0).queue().last?.peer == "a")
    let sent = try world.core(0).station.counters.framesSent
    try world.run(for: .seconds(7200))
    #expect(try world.core(0).station.counters.framesSent == sent)
  }
}

extension String {
  /// The text of a report with each paragraph in one line.
  var unfolded: String { replacing("\r\n  ", with: " ") }
}
