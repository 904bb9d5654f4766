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

/// A spool without shipments, in which each message of the link was one mail for one peer.
struct SpoolMigrationTests {
  /// Makes a spool that is as this version left it into what the version before would have left.
  private static func age(_ path: String) throws {
    let aged = path + ".aged"
    do {
      let queue = try DatabaseQueue(path: aged)
      try SpoolSchema.migrator.migrate(queue, upTo: "life sign")
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH DATABASE ? AS new", arguments: [path])
        for table in ["mail", "knownMail", "session", "symbol"] {
          try db.execute(sql: "INSERT INTO \(table) SELECT * FROM new.\(table)")
        }
        try db.execute(
          sql: """
            INSERT INTO airtime SELECT number, start, end, airtime FROM new.airtime;
            INSERT INTO handshake SELECT peer, own, highestSeen FROM new.handshake;
            INSERT INTO consignment
            SELECT id, mail, peer, envelope, packed, packedBytes, class, state, frames, bytesOnAir,
              airtimeMicroseconds FROM new.consignment;
            INSERT INTO recipient
            SELECT mail, position, address, state, reply, attempts FROM new.recipient;
            INSERT INTO sealed
            SELECT session, number, (SELECT consignment FROM new.cargo WHERE shipment = s.shipment),
              sourceCount, symbolBytes, content, nextSymbolID, class FROM new.sealed s;
            UPDATE recipient SET state = 'waiting', reply = NULL WHERE mail IN
              (SELECT mail FROM consignment WHERE state <> 'arrived');
            """)
      }
    }
    for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
      try FileManager.default.removeItem(atPath: path + suffix)
    }
    try FileManager.default.moveItem(atPath: aged, toPath: path)
  }

  /// Gateway A with a mail that crossed, one that reached one of two peers, one half on the air,
  /// one that waits and one to be packed; C is switched off.
  private static func world(in directory: String) throws -> GatewayWorld {
    let world = try GatewayWorld(.disk(directory), count: 3)
    try world.switchOff(2)
    try world.accept(TestMail.envelope(), TestMail.text(1))
    try world.accept(
      TestMail.envelope(to: ["cleo@c.test", "bob@b.test", "chris@c.test"]), TestMail.text(2))
    #expect(try world.run { $0.sites[1].delivered.count == 2 })
    try world.run(for: .seconds(30))
    try world.accept(TestMail.envelope(to: ["never@b.test"]), TestMail.noise(3, bytes: 9000))
    world.packing = .never
    try world.accept(TestMail.envelope(), TestMail.text(5))
    world.packing = .atOnce
    let isHalfway = try world.run { try $0.committed(1, "SELECT count(*) FROM symbol") >= 15 }
    #expect(isHalfway)
    try world.accept(TestMail.envelope(), TestMail.text(4))
    return world
  }

  @Test func `an old spool is carried on: nothing is lost, doubled or sealed anew`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(in: directory)
      world.setRelay(1, TestRelay { name, _ in name == "never@b.test" ? .never : .accepted })
      let sentBefore = world.network.users[0].sent.count(where: \.isData)
      let held = try world.committed(1, "SELECT count(*) FROM symbol")
      let all = try world.committed(0, "SELECT sourceCount FROM sealed WHERE sourceCount > 10")
      try world.switchOff(0)
      try Self.age(directory + "/a/spool.sqlite")
      try world.run(for: .seconds(1))
      try world.switchOn(0)
      #expect(
        try world.committed(
          0, "SELECT count(*) FROM recipient WHERE address = 'bob@b.test' AND state = 'handedOver'")
          == 2)
      #expect(try world.run { $0.sites[1].offered.count == 5 })
      let sent = world.network.users[0].sent.count(where: \.isData) - sentBefore
      #expect(sent <= all - held + 8, "\(sent) frames for \(all - held) missing and two mails")
      try world.switchOn(2)
      #expect(try world.run { try $0.core(0).queue().allSatisfy { $0.state == "refused" } })
      try world.run(for: .seconds(600))
      let near = world.sites[1].delivered.map(\.content)
      #expect(near.count == 4)
      #expect(Set(near) == Set([1, 2, 4, 5].map { TestMail.text($0) }))
      #expect(
        world.sites[2].delivered.map(\.recipient.description) == ["cleo@c.test", "chris@c.test"])
      let refused = try world.core(0).queue()
      #expect(refused.map { $0.recipients.map(\.status) } == [["5.1.1"]])
      #expect(world.sites[0].delivered.map(\.recipient.description) == ["alice@a.test"])
    }
  }

  @Test func `a new message never takes the number of a sealed one of an old spool`() throws {
    try Sample.inDirectory { directory in
      let world = try Self.world(in: directory)
      try world.switchOff(0)
      try Self.age(directory + "/a/spool.sqlite")
      try world.run(for: .seconds(1))
      try world.switchOff(1)
      try world.switchOn(0)
      let sealed = try world.committed(0, "SELECT max(shipment) FROM sealed")
      let adopted = try world.committed(
        0, "SELECT count(*) FROM sealed WHERE shipment NOT IN (SELECT id FROM shipment)")
      #expect(adopted == 0)
      #expect(
        try world.committed(0, "SELECT seq FROM sqlite_sequence WHERE name = 'shipment'") >= sealed)
      for number in 6...9 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      #expect(
        try world.committed(
          0, "SELECT count(*) - count(DISTINCT consignment) FROM cargo") == 0)
      try world.switchOn(1)
      #expect(try world.run { $0.sites[1].offered.count == 9 })
    }
  }

  @Test func `what grew old by other counts keeps its age`() throws {
    try Sample.inDirectory { directory in
      let path = directory + "/spool.sqlite"
      do {
        let queue = try DatabaseQueue(path: path)
        try SpoolSchema.migrator.migrate(queue, upTo: "operator")
        try queue.write { db in
          try db.execute(
            sql: """
              UPDATE running SET seconds = 50000;
              UPDATE runTime SET minutes = 300;
              INSERT INTO mail (id, publicID, envelope, contentBytes, contentSHA256, arrivedAtUnix)
                VALUES (1, 'A', x'', 0, x'', 0), (2, 'B', x'', 0, x'', 0);
              INSERT INTO delivery VALUES (1, 290);
              INSERT INTO grace VALUES (2, 100, 1, x'00');
              INSERT INTO part (peer, airID, copy, totalBytes, partCount, position, content,
                idleHours) VALUES (x'', x'', 0, 1, 1, 0, x'00', 3);
              INSERT INTO shipment (peer, content, class, state, bytes, withdrawn)
                VALUES (x'', 0, 1, 'waiting', 1, 0), (x'', 0, 1, 'waiting', 1, 1);
              """)
        }
      }
      let ages = try Spool(directory: directory).queue.read { db in
        try ["delivery", "grace", "part"].map {
          try Int.fetchAll(db, sql: "SELECT since FROM \($0)")
        } + [Int.fetchAll(db, sql: "SELECT id FROM shipment")]
      }
      #expect(ages == [[50000 - 600], [50000 - 12000], [50000 - 10800], [1]])
    }
  }

  @Test func `airtime of a spool with one ledger is known, its band is not`() throws {
    try Sample.inDirectory { directory in
      do {
        let queue = try DatabaseQueue(path: directory + "/spool.sqlite")
        try SpoolSchema.migrator.migrate(queue, upTo: "protocol versions")
        try queue.write { db in
          try db.execute(
            sql: """
              INSERT INTO airtime (number, start, end, airtime) VALUES (7, 10, 20, 5);
              INSERT INTO lifeSign (one, time, seen, boot) VALUES (1, 400, 900, 'one');
              """)
        }
      }
      let memory = try Spool(directory: directory, boot: BootID("one")).linkMemory()
      let record = DutyRecord(number: 7, start: 10, end: 20, airtime: 5)
      let sign = LifeSign(time: 400, seen: Instant(microseconds: 900))
      let snapshot = DutySnapshot(records: [record], lastAlive: 400)
      #expect(
        memory.airtime == [.unnamed: AirtimeMemory(snapshot: snapshot, lifeSign: sign)])
    }
  }
}
