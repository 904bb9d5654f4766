// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import Testing

/// Long mails in the spool: whole however they are stored, and gone when they are.
struct PieceTests {
  private static let pieceBytes = 256 * 1024
  private static let mail = TestMail.noise(1, bytes: 700_000)
  private static let count = "SELECT count(*) FROM piece"
  private static let longest = """
    SELECT max(length(bytes)) FROM (
      SELECT content AS bytes FROM mail UNION ALL SELECT packed FROM consignment
      UNION ALL SELECT content FROM grace UNION ALL SELECT payload FROM shipment
      UNION ALL SELECT bytes FROM piece)
    """

  @Test func `a long mail crosses and is kept, and no row holds more than a piece of it`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.packing = .never
      try world.accept(TestMail.envelope(), Self.mail)
      #expect(try world.committed(0, Self.count) == 2)
      try world.packWaiting(0)
      #expect(try world.committed(0, Self.longest) == Self.pieceBytes)
      #expect(try world.run(atMost: .seconds(7200)) { !$0.sites[1].delivered.isEmpty })
      #expect(world.sites[1].delivered.first?.content == Self.mail)
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(try world.committed(0, Self.count) == 0)
      #expect(try world.committed(1, Self.count) == 2)
      #expect(try world.committed(1, Self.longest) == Self.pieceBytes)
      let id = try #require(world.arrivedID(1, 1))
      try change(world, id, .redeliver, at: 1)
      #expect(world.sites[1].offered.count == 2)
      #expect(world.sites[1].offered.last?.content == Self.mail)
      try world.run(for: .seconds(74 * 3600))
      #expect(try world.committed(1, Self.count) == 0)
    }
  }

  @Test func `a long mail that is dropped or packed anew leaves no piece behind`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.switchOff(1)
      // Held before it is cut into parts: its packed form is stored in pieces as well.
      world.packing = .never
      try world.accept(TestMail.envelope(), Self.mail)
      let id = try #require(world.core(0).queue().first).id
      try change(world, id, .hold, at: 0)
      try world.packWaiting(0)
      #expect(try world.committed(0, Self.count) == 4)
      try world.execute(0, "UPDATE consignment SET packed = NULL, state = 'packing'")
      #expect(try world.committed(0, Self.count) == 2)
      try change(world, id, .delete, at: 0)
      #expect(try world.committed(0, Self.count) == 0)
    }
  }

  @Test func `a long mail that a former version stored in one row is whole`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.packing = .never
      try world.accept(TestMail.envelope(), Self.mail)
      try world.execute(
        0,
        """
        UPDATE mail SET content = CAST(content
          || (SELECT bytes FROM piece WHERE owner = mail.id AND position = 1)
          || (SELECT bytes FROM piece WHERE owner = mail.id AND position = 2) AS BLOB);
        DELETE FROM piece;
        """)
      #expect(try world.committed(0, Self.longest) == Self.mail.count)
      try world.restart(0)
      #expect(world.sites[0].unpacked.map(\.content) == [Self.mail])
    }
  }

  @Test func `a mail of which a piece is missing is never taken for whole`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.packing = .never
      try world.accept(TestMail.envelope(), Self.mail)
      try world.execute(0, "DELETE FROM piece WHERE position = 1")
      #expect(throws: SpoolError.self) { try world.restart(0) }
    }
  }

  @Test func `of long mails few are handed over at once, and each has its turn`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.handing = .never
      let mails = (1...4).map { TestMail.noise($0, bytes: 600_000) }
      for mail in mails { try world.accept(TestMail.envelope(), mail) }
      #expect(try world.run(atMost: .seconds(14_400)) { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].offered.count == 2)
      world.handing = .atOnce
      try world.restart(1)
      #expect(try world.run { try $0.core(1).queue().isEmpty })
      #expect(Set(world.sites[1].delivered.map(\.content)) == Set(mails))
    }
  }

  private func change(
    _ world: GatewayWorld, _ id: String, _ verb: QueueVerb, at index: Int
  ) throws {
    try world.tell(index) { core, now in
      let outcome = try core.change(id, verb, at: now)
      _ = try outcome.result.get()
      return outcome.actions
    }
    try world.settle()
  }
}
