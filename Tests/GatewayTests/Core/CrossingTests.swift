// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaDriver
import MailRelay
import Testing

/// A mail's way from one door to another gateway's relay.
struct CrossingTests {
  @Test func `a mail arrives once, byte for byte, with its envelope`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let envelope = try TestMail.envelope()
      let mail = TestMail.text(1)
      let replies = try world.accept(envelope, mail)
      #expect(replies.map(\.code) == [250])
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      try world.run(for: .seconds(600))
      let delivered = world.sites[1].delivered
      #expect(delivered.count == 1)
      #expect(delivered.first?.envelope == envelope)
      #expect(delivered.first.map { $0.content == mail } == true)
      #expect(world.sites[0].delivered.isEmpty)
      #expect(try world.core(0).queue().isEmpty)
      #expect(try world.core(1).queue().isEmpty)
    }
  }

  /// Envelopes a relay may hand over, each with whom it is for behind each gateway.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var sender: String? = "alice@a.test"
    let recipients: [String]
    var bodyKind = BodyKind.eightBitMIME
    var encoding = AddressEncoding.utf8
    let perPeer: [[String]]
  }

  static let cases = [
    Case(
      testDescription: "null sender", sender: nil, recipients: ["bob@b.test"],
      bodyKind: .sevenBit, encoding: .ascii, perPeer: [["bob@b.test"], []]),
    Case(
      testDescription: "several recipients of one peer",
      recipients: ["bob@b.test", "carol@b.test", "dan@b.test"],
      perPeer: [["bob@b.test", "carol@b.test", "dan@b.test"], []]),
    Case(
      testDescription: "recipients of two peers, mixed",
      recipients: ["bob@b.test", "chris@c.test", "ben@b.test", "cleo@c.test"],
      perPeer: [["bob@b.test", "ben@b.test"], ["chris@c.test", "cleo@c.test"]]),
    Case(
      testDescription: "UTF-8 addresses", sender: "zoë@a.test",
      recipients: ["søren@b.test", "用户@c.test"],
      perPeer: [["søren@b.test"], ["用户@c.test"]]),
    Case(
      testDescription: "domains in capitals, seven bits", recipients: ["Bob@B.Test"],
      bodyKind: .sevenBit, encoding: .ascii, perPeer: [["Bob@B.Test"], []]),
  ]

  @Test(arguments: cases)
  func `envelopes arrive intact, each peer with its own recipients`(_ case: Case) throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), count: 3)
      let envelope = try TestMail.envelope(
        from: `case`.sender, to: `case`.recipients, bodyKind: `case`.bodyKind,
        encoding: `case`.encoding)
      let mail = TestMail.text(2) + [0xC3, 0xA9, 0xFF, 0x00, 13, 10]
      let replies = try world.accept(envelope, mail)
      #expect(replies.map(\.code) == `case`.recipients.map { _ in 250 })
      try world.run(for: .seconds(900))
      for (index, expected) in `case`.perPeer.enumerated() {
        let delivered = world.sites[index + 1].delivered
        #expect(delivered.map(\.recipient.description) == expected)
        #expect(delivered.allSatisfy { $0.content == mail })
        #expect(delivered.allSatisfy { $0.envelope.reversePath == envelope.reversePath })
        #expect(delivered.allSatisfy { $0.envelope.bodyKind == envelope.bodyKind })
        #expect(delivered.allSatisfy { $0.envelope.encoding == envelope.encoding })
      }
      #expect(try world.core(0).queue().isEmpty)
    }
  }

  @Test func `a mail handed over twice gets the same name again and crosses once`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let envelope = try TestMail.envelope()
      let first = try world.accept(envelope, TestMail.text(3))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      let second = try world.accept(envelope, TestMail.text(3))
      #expect(first.map(\.nameGiven) == second.map(\.nameGiven))
      #expect(second.map(\.code) == [250])
      let other = try world.accept(envelope, TestMail.text(4))
      #expect(first.map(\.text) != other.map(\.text))
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.count == 2)
      #expect(try world.core(0).queue().isEmpty)
    }
  }

  @Test func `both ends call a mail by the same name`() throws {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(), TestMail.text(5))
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    let names = world.sites.map { site in
      site.notices.compactMap { notice -> String? in
        switch notice {
        case .accepted(let id, _, _), .arrived(let id, _, _, _): id
        default: nil
        }
      }
    }
    #expect(names[0].count == 1)
    #expect(names[0] == names[1])
  }

  @Test func `a small mail goes before large ones, even before one that is on the air`() throws {
    let world = try GatewayWorld(.volatile)
    let envelope = try TestMail.envelope()
    let mails = [
      TestMail.noise(1, bytes: 9_000), TestMail.noise(2, bytes: 60_000),
      TestMail.noise(3, bytes: 8_000), TestMail.text(6),
    ]
    for mail in mails { try world.accept(envelope, mail) }
    #expect(try world.run { $0.sites[1].delivered.count == mails.count })
    let order = world.sites[1].delivered.map(\.content.count)
    // The first was on the air already; the small one went before its next frame.
    #expect(order == [mails[3].count, 9_000, 8_000, 60_000])
  }

  @Test func `mails that cross both ways acknowledge each other by the way`() throws {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(), TestMail.text(100))
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    try world.run(for: .seconds(60))
    var (riders, answers) = (0, 0)
    for index in 0..<2 {
      try world.watch(index) { frame in
        switch frame {
        case .single(let single): riders += single.acknowledged == nil ? 0 : 1
        case .control(let control): answers += control.content == .done ? 1 : 0
        default: break
        }
      }
    }
    // Not bundled, since each is accepted when the one before has gone.
    for number in 1...6 {
      for index in 0..<2 {
        let (from, to) =
          index == 0 ? ("alice@a.test", "bob@b.test") : ("bob@b.test", "alice@a.test")
        try world.accept(
          TestMail.envelope(from: from, to: [to]), TestMail.noise(number, bytes: 60), at: index)
      }
    }
    let isThrough = { (world: GatewayWorld) in
      world.sites[1].delivered.count == 7 && world.sites[0].delivered.count == 6
    }
    #expect(try world.run(until: isThrough))
    #expect(riders > 0, "\(riders) riders, \(answers) answers")
  }
}
