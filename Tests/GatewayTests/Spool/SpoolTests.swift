// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import MailRelay
import Testing

struct SpoolTests {
  @Test func `a state directory serves one process at a time`() throws {
    try Sample.inDirectory { directory in
      do {
        let first = try Spool(directory: directory)
        #expect(throws: SpoolError.inUse(directory + "/lock")) { try Spool(directory: directory) }
        withExtendedLifetime(first) {}
      }
      // The refused one has not taken the lock away, the ended one has given it back.
      _ = try Spool(directory: directory)
    }
  }

  @Test func `a spool opened again has the same tables and what was in them`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.switchOff(1)
      try world.accept(TestMail.envelope(), TestMail.text(1))
      let before = try world.core(0).queue()
      for _ in 0..<2 {
        try world.restart(0)
        #expect(try world.core(0).queue() == before)
      }
      #expect(try world.committed(0, "SELECT count(*) FROM mail") == 1)
    }
  }

  @Test func `a directory that is missing, or a file that is no database, is told`() throws {
    try Sample.inDirectory { directory in
      #expect(throws: SpoolError.self) { try Spool(directory: directory + "/none") }
      try Data(repeating: 65, count: 5000).write(to: URL(filePath: directory + "/spool.sqlite"))
      let error = #expect(throws: SpoolError.self) { try Spool(directory: directory) }
      #expect(error?.description.contains("\(directory)/spool.sqlite") == true)
    }
  }

  @Test func `a mail to send goes from packing over waiting and on air out of the queue`() throws {
    let world = try GatewayWorld(.volatile)
    world.packing = .never
    try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 5000))
    let packing = try #require(world.core(0).queue().first)
    #expect(packing.state == "packing")
    #expect(packing.direction == .out)
    #expect(packing.peer == "b")
    #expect(packing.rawBytes == 5000)
    #expect(packing.packedBytes == nil)
    #expect(packing.recipients.map(\.address) == ["bob@b.test"])
    #expect(packing.recipients.map(\.state) == [.waiting])
  }

  @Test func `the entry on the air shows frames, airtime, progress and a time that shrinks`()
    throws
  {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 9000))
    try world.accept(TestMail.envelope(), TestMail.noise(2, bytes: 9000))
    let started = try world.run { $0.network.users[0].sent.count(where: \.isData) >= 5 }
    #expect(started)
    let early = try world.core(0).queue()
    #expect(early.map(\.state) == ["on air", "waiting"])
    let first = try #require(early.first)
    #expect(first.packedBytes.map { $0 > 9000 } == true)
    #expect(first.frames >= 5)
    #expect(first.airtimeMicroseconds > 1_000_000)
    let etas = early.compactMap(\.etaSeconds)
    #expect(etas.count == 2)
    #expect(etas.first.map { $0 > 5 && $0 < 60 } == true)
    #expect(zip(etas, etas.dropFirst()).allSatisfy { $0 < $1 })
    #expect(try world.run { try $0.core(0).queue().count == 1 })
    let late = try world.core(0).queue()
    let isSooner = zip(late.compactMap(\.etaSeconds), etas.dropFirst()).allSatisfy { $0 < $1 }
    #expect(isSooner)
    #expect(try world.run { try $0.core(0).queue().isEmpty })
  }

  @Test func `a mail from the air is delivering while its relay is busy`() throws {
    let world = try GatewayWorld(.volatile)
    world.setRelay(1, TestRelay { _, attempt in attempt == 0 ? .later : .accepted })
    try world.accept(TestMail.envelope(from: nil), TestMail.text(1))
    #expect(try world.run { !$0.sites[1].offered.isEmpty })
    let entry = try #require(world.core(1).queue().first)
    #expect(entry.state == "delivering")
    #expect(entry.direction == .in)
    #expect(entry.peer == "a")
    #expect(entry.sender == "")
    #expect(entry.recipients.first?.reply == "450 4.2.1 mailbox busy")
    #expect(try world.run(atMost: .seconds(11)) { try $0.core(1).queue().isEmpty })
  }

  @Test func `the content of a mail that nobody needs here any more is gone`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), count: 3)
      try world.switchOff(2)
      try world.accept(TestMail.envelope(to: ["bob@b.test", "cleo@c.test"]), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      try world.run(for: .seconds(60))
      let kept = "SELECT count(*) FROM mail WHERE content IS NOT NULL"
      #expect(try world.committed(0, kept) == 1, "the second peer does not have it yet")
      #expect(try world.committed(1, kept) == 0)
      try world.switchOn(2)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(try world.committed(0, kept) == 0)
      #expect(try world.committed(0, "SELECT count(*) FROM sealed") == 0)
      #expect(
        try world.committed(0, "SELECT count(*) FROM recipient WHERE state = 'handedOver'") == 2)
    }
  }

  @Test func `a mail that a slower channel made too large for a message crosses in parts`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.switchOff(1)
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 100_000))
      #expect(try world.committed(0, "SELECT max(bytes) FROM shipment") > 100_000)
      try world.configure(0) { $0.link.longestFrameBytes = 100 }
      try world.restart(0)
      let message = try world.core(0).station.largestPayloadBytes
      #expect(message < 100_000)
      #expect(try world.committed(0, "SELECT count(*) FROM shipment WHERE content = 2") == 2)
      #expect(try world.committed(0, "SELECT max(bytes) FROM shipment") <= message)
      try world.switchOn(1)
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      #expect(world.sites[1].delivered.first?.content == TestMail.noise(1, bytes: 100_000))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(try world.committed(0, "SELECT count(*) FROM shipment") == 0)
    }
  }

  @Test func `parts that a slower channel made too large are cut anew`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 300_000))
      let isHalfway = try world.run {
        $0.sites[1].notices.contains {
          if case .partArrived(_, "a", stored: 1, count: 2) = $0 { true } else { false }
        }
      }
      #expect(isHalfway)
      try world.configure(0) { $0.link.longestFrameBytes = 100 }
      try world.execute(1, "DELETE FROM session")
      for index in 0...1 { try world.restart(index) }
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      try world.run(for: .seconds(7200))
      #expect(world.sites[1].delivered.count == 1)
      #expect(world.sites[1].delivered.first?.content == TestMail.noise(1, bytes: 300_000))
      #expect(try world.committed(1, "SELECT count(*) FROM part") == 0)
      #expect(try world.core(0).queue().isEmpty)
    }
  }
}
