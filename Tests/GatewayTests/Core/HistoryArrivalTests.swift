// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import Gateway
import LoRaPHY
import MailCodec
import MailRelay
import Testing

/// What enters the histories, and when, as messages arrive in unusual ways.
struct HistoryArrivalTests {
  private static func refusals(_ world: GatewayWorld) -> Int {
    world.sites[1].notices.count { if case .historyUnknown = $0 { true } else { false } }
  }

  private static func names(_ index: Int, _ direction: Int, _ world: GatewayWorld) throws -> [Data]
  {
    try world.core(index).spool.queue.read {
      try Data.fetchAll(
        $0, sql: "SELECT name FROM history WHERE direction = ? ORDER BY id", arguments: [direction])
    }
  }

  @Test func `mails acknowledged by the way enter the history too`() throws {
    let world = try GatewayWorld(.volatile)
    var riders = 0
    for index in 0...1 {
      try world.watch(index) { frame in
        if case .single(let single) = frame, single.acknowledged != nil { riders += 1 }
      }
    }
    try world.accept(TestMail.envelope(), TestMail.text(1))
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    for number in 2...7 {
      try world.accept(TestMail.envelope(), TestMail.text(number))
      try world.accept(
        TestMail.envelope(from: "bob@b.test", to: ["alice@a.test"]), TestMail.text(10 + number),
        at: 1)
      let isThrough = try world.run { world in
        world.sites[1].delivered.count == number && world.sites[0].delivered.count == number - 1
      }
      #expect(isThrough, "mail \(number)")
    }
    #expect(try world.run { try $0.core(0).queue().isEmpty && $0.core(1).queue().isEmpty })
    #expect(riders > 0)
    for (sender, count) in [(0, 7), (1, 6)] {
      let names = try Self.names(sender, 0, world)
      #expect(names.count == count)
      #expect(try names == Self.names(1 - sender, 1, world))
    }
    #expect(Self.refusals(world) == 0)
  }

  /// A mail that unpacks to much and is packed and read in no time.
  private static func large(_ number: Int) -> [UInt8] {
    let line = "00ff11ee22dd33cc44bb55aa6699778\(number)\r\n"
    return Array(("Subject: \(number)\r\n\r\n" + String(repeating: line, count: 12_000)).utf8)
  }

  @Test func `a large bundle stored in part before it was refused is stored once`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let envelope = try TestMail.envelope().encoded()
      let earlier = MailHistory.Entry(envelope: envelope, mail: TestMail.text(8))
      let history = MailHistory([try #require(earlier)])
      let mails = (1...3).map { Self.large($0) } + [TestMail.text(9)]
      let packed = mails.map {
        GatewayWorld.codec.pack(envelope: envelope, mail: $0, history: history)
      }
      #expect(packed.map(\.mode) == [.mixed, .mixed, .mixed, .mixedWithHistory])
      let bundle = try #require(MailBundle(packed.map(\.bytes)))
      try world.ship(.bundle, [bundle.encoded])
      #expect(try world.run { Self.refusals($0) > 0 })
      #expect(try world.committed(1, "SELECT count(*) FROM mail") == 3)
      let entry = history.entries[0]
      try world.core(1).spool.queue.write {
        try $0.execute(
          sql: "INSERT INTO history (peer, direction, name, text, note) VALUES (?, 1, ?, ?, ?)",
          arguments: [
            Data(world.sites[0].identity.publicKey.bytes), Data(entry.name), Data(entry.text),
            Data(entry.note),
          ])
      }
      #expect(try world.run { try $0.committed(0, "SELECT count(*) FROM shipment") == 0 })
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.map(\.content) == mails)
      #expect(try world.committed(1, "SELECT count(*) FROM mail") == 4)
      #expect(world.sites[1].notices.count { $0.isRepeated(from: "a") } == 3)
    }
  }
}
