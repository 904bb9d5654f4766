// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import Gateway
import LoRaDriver
import LoRaPHY
import MailRelay
import Testing

/// Several small mails in one message.
struct BundleTests {
  /// Mails that wait for a peer that is switched off; the first is in the link already.
  private static func waiting(_ count: Int, in directory: String) throws -> GatewayWorld {
    let world = try GatewayWorld(.disk(directory), loss: 0)
    try world.switchOff(1)
    for number in 1...count { try world.accept(TestMail.envelope(), TestMail.text(number)) }
    return world
  }

  private static let contents = "SELECT count(*) FROM shipment WHERE content ="

  @Test func `small mails that wait cross in one message, each once and in order`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.waiting(20, in: directory)
      try world.switchOn(1)
      let isOnAir = try world.run {
        let states = try $0.core(0).queue().map(\.state)
        return states == [String](repeating: "on air", count: 19)
      }
      #expect(isOnAir)
      #expect(try world.committed(0, "\(Self.contents) 1") == 1)
      #expect(try world.run { $0.sites[1].delivered.count >= 20 })
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.map(\.content) == (1...20).map { TestMail.text($0) })
      #expect(try world.core(0).queue().isEmpty)
      // One message of one mail, one of nineteen.
      #expect(
        try world.committed(0, "SELECT seq FROM sqlite_sequence WHERE name = 'shipment'") == 2)
      #expect(try world.committed(0, "SELECT count(*) FROM shipment") == 0)
    }
  }

  @Test func `each mail of a bundle bears its share of the cost`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.waiting(9, in: directory)
      try world.accept(TestMail.envelope(), TestMail.text(10, words: 400))
      try world.switchOn(1)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      var frames = 0
      var airtime = Duration.zero
      var largest = Duration.zero
      for case .crossed(_, _, let count, _, let time) in world.sites[0].notices {
        frames += count
        airtime += time
        largest = max(largest, time)
      }
      let data = world.network.users[0].sent.filter(\.isData)
      #expect(frames == data.count)
      // All that A sent but the handshake, and the long mail more than the others.
      let onAir = try world.core(0).station.counters.airtimeSent
      #expect(airtime < onAir)
      #expect(airtime > onAir * 0.8)
      #expect(largest > airtime / 10)
    }
  }

  @Test func `classes are not mixed, and a mail alone is no bundle`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.switchOff(1)
      let mails = [
        TestMail.text(1), TestMail.noise(2, bytes: 6000), TestMail.text(3),
        TestMail.noise(4, bytes: 7000),
      ]
      for mail in mails { try world.accept(TestMail.envelope(), mail) }
      try world.switchOn(1)
      #expect(try world.run { $0.sites[1].delivered.count == 4 })
      #expect(
        try world.committed(0, "SELECT seq FROM sqlite_sequence WHERE name = 'shipment'") == 4)
    }
  }

  @Test func `of a bundle, a known mail is not stored again and the others are`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.waiting(5, in: directory)
      let known = try world.core(0).spool.queue.read {
        try Data.fetchOne($0, sql: "SELECT airID FROM consignment WHERE id = 3")
      }
      let airID = try #require(known)
      try world.switchOn(1)
      try world.core(1).spool.queue.write {
        try $0.execute(sql: "INSERT INTO knownMail (airID) VALUES (?)", arguments: [airID])
      }
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.map(\.content) == [1, 2, 4, 5].map { TestMail.text($0) })
      #expect(world.sites[1].notices.count { $0.isRepeated(from: "a") } == 1)
    }
  }

  @Test func `a bundle that comes again in a new session is stored once and confirmed`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.waiting(5, in: directory)
      try world.switchOn(1)
      #expect(try world.run { $0.sites[1].delivered.count == 5 })
      world.setLoss(1)
      try world.run(for: .seconds(2))
      #expect(try world.core(0).queue().count == 4)
      try world.execute(1, "DELETE FROM session")
      try world.restart(1)
      world.setLoss(0)
      #expect(try world.run(atMost: .seconds(7200)) { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].notices.count { $0.isRepeated(from: "a") } == 4)
      #expect(world.sites[1].delivered.count == 5)
    }
  }

  @Test func `a mail of a bundle that cannot be read is kept and reported, the others arrive`()
    throws
  {
    try Sample.inDirectory { directory in
      let world = try Self.waiting(4, in: directory)
      try world.execute(
        0, "UPDATE consignment SET packed = x'7f0102', packedBytes = 3 WHERE id = 4")
      try world.switchOn(1)
      #expect(try world.run { $0.sites[1].delivered.count == 3 })
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.map(\.content) == [1, 2, 3].map { TestMail.text($0) })
      #expect(try world.core(1).queue().map(\.state) == ["unreadable"])
      let queue = try world.core(0).queue()
      #expect(queue.map(\.state) == ["refused"])
      #expect(queue.first?.recipients.map(\.status) == ["5.6.0"])
      #expect(queue.first?.progress == 1)
    }
  }

  @Test func `a message that is no bundle, no part or no results is kept and confirmed`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.ship(.bundle, [[2, 200, 1]])
      try world.ship(.part, [[1, 2, 3]])
      try world.ship(.results, [[0xC0, 1, 2, 3, 4]])
      #expect(
        try world.run { try $0.committed(0, "SELECT count(*) FROM shipment") == 0 })
      try world.run(for: .seconds(600))
      let states = try world.core(1).queue().map(\.state)
      #expect(states == ["unreadable", "unreadable", "unreadable"])
      #expect(world.sites[1].offered.isEmpty)
      #expect(try world.committed(1, "SELECT count(*) FROM result") == 0)
    }
  }

  @Test func `whatever an authentic peer seals is taken without harm`() throws {
    try Sample.inDirectory { directory in
      let seed: UInt64 = 9
      var fuzz = ContentFuzz(seed: seed)
      let world = try GatewayWorld(.disk(directory))
      let good = try #require(MailBundle([TestMail.text(1), [0x80, 2], [0]])).encoded
      let inputs = fuzz.inputs(like: good)
      for (place, content) in MessageContent.allCases.enumerated() {
        try world.ship(content, Array(inputs[place * 40..<place * 40 + 40]))
      }
      let isThrough = try world.run {
        try $0.committed(0, "SELECT count(*) FROM shipment") == 0
      }
      #expect(isThrough, "seed \(seed)")
      #expect(world.sites[1].troubles == 0, "seed \(seed)")
    }
  }
}
