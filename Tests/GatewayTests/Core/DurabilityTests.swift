// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import MailRelay
import Testing

/// First the disk, then the promise: with commits that fail, and with the database's own word.
struct DurabilityTests {
  /// A commit that fails: at the statement, or only at COMMIT.
  enum Fault: CaseIterable {
    case atStatement
    case atCommit

    /// SQL that makes the event on the table fail from now on.
    func begin(_ event: String) -> String {
      switch self {
      case .atStatement:
        "CREATE TRIGGER fault BEFORE \(event) BEGIN SELECT RAISE(ABORT, 'fault'); END"
      case .atCommit:
        """
        CREATE TABLE IF NOT EXISTS faultOwner (id INTEGER PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS faultUnowned
          (id INTEGER REFERENCES faultOwner(id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER fault BEFORE \(event) BEGIN INSERT INTO faultUnowned VALUES (1); END
        """
      }
    }

    static let end = "DROP TRIGGER fault"
  }

  @Test(arguments: Fault.allCases)
  func `a sealed mail that cannot be committed is not transmitted`(_ fault: Fault) throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.execute(0, fault.begin("INSERT ON sealed"))
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: .seconds(600))
      #expect(world.network.users[0].sent.count(where: \.isInitiation) > 0)
      #expect(world.network.users[0].sent.count(where: \.isData) == 0)
      #expect(world.sites[0].troubles > 0)
      #expect(world.sites[0].troubles < 200, "a broken disk is asked without a rest")
      try world.execute(0, Fault.end)
      #expect(try world.run(atMost: .seconds(600)) { !$0.sites[1].delivered.isEmpty })
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.count == 1)
    }
  }

  @Test(arguments: Fault.allCases)
  func `nobody is told 250 of a mail the disk does not hold, which comes once all the same`(
    _ fault: Fault
  ) throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let (envelope, mail) = (try TestMail.envelope(), TestMail.text(1))
      // The mail is stored for the process; the commit that takes it to the disk is refused.
      try world.execute(0, fault.begin("UPDATE ON running"))
      #expect(try world.accept(envelope, mail).map(\.code) == [451])
      #expect(try world.committed(0, "SELECT count(*) FROM mail") == 1)
      #expect(try world.run(atMost: .seconds(600)) { !$0.sites[1].delivered.isEmpty })
      try world.execute(0, Fault.end)
      #expect(try world.accept(envelope, mail).map(\.code) == [250])
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.count == 1)
    }
  }

  @Test func `each frame of a mail leaves after the sealed mail is in the database`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), loss: 0.2, seed: 7)
      var frames = 0
      var unsafe = 0
      try world.watch(0) { [unowned world] frame in
        guard frame.isData else { return }
        frames += 1
        if try world.committed(0, "SELECT count(*) FROM sealed") == 0 { unsafe += 1 }
      }
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 3000))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      #expect(frames > 12)
      #expect(unsafe == 0)
    }
  }

  @Test func `no symbol id is sent before the ids up to it are reserved`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), loss: 0.2, seed: 8)
      var highest = 0
      var unsafe = 0
      try world.watch(0) { [unowned world] frame in
        guard case .symbol(let symbol) = frame else { return }
        highest = max(highest, symbol.symbolID)
        let bound = try world.committed(0, "SELECT coalesce(max(nextSymbolID), 0) FROM sealed")
        if bound <= symbol.symbolID { unsafe += 1 }
      }
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 3000))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      #expect(highest > 10)
      #expect(unsafe == 0)
    }
  }

  @Test(arguments: Fault.allCases)
  func `a mail from the air that cannot be committed is not acknowledged`(_ fault: Fault) throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.execute(1, fault.begin("INSERT ON mail WHEN NEW.origin IS NOT NULL"))
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: .seconds(600))
      #expect(world.sites[1].troubles > 0)
      #expect(world.network.users[1].sent.count(where: \.isDone) == 0)
      #expect(world.sites[1].offered.isEmpty)
      #expect(try world.core(0).queue().count == 1)
      try world.execute(1, Fault.end)
      #expect(try world.run(atMost: .seconds(7200)) { !$0.sites[1].delivered.isEmpty })
      try world.run(for: .seconds(3600))
      #expect(world.sites[1].delivered.count == 1)
      #expect(try world.core(0).queue().isEmpty)
    }
  }

  @Test func `a mail is in the database when its arrival is acknowledged or told`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), loss: 0.2, seed: 9)
      var stored: [Int] = []
      try world.watch(1) { [unowned world] frame in
        guard frame.isDone else { return }
        stored.append(try world.committed(1, "SELECT count(*) FROM mail"))
      }
      try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 1000))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(!stored.isEmpty)
      #expect(stored.allSatisfy { $0 == 1 })
    }
  }

  @Test(arguments: Fault.allCases)
  func `250 is said only for a mail that is in the database`(_ fault: Fault) throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let envelope = try TestMail.envelope(to: ["bob@b.test", "ben@b.test"])
      for (table, number) in [("mail", 1), ("recipient", 2), ("consignment", 3)] {
        try world.execute(0, fault.begin("INSERT ON \(table)"))
        let refused = try world.accept(envelope, TestMail.text(number))
        #expect(refused.map(\.code) == [451, 451])
        #expect(refused.map(\.status) == [.init(4, 3, 0), .init(4, 3, 0)])
        #expect(try world.committed(0, "SELECT count(*) FROM mail") == number - 1)
        try world.execute(0, Fault.end)
        let taken = try world.accept(envelope, TestMail.text(number))
        #expect(taken.map(\.code) == [250, 250])
        #expect(try world.committed(0, "SELECT count(*) FROM mail") == number)
        #expect(try world.committed(0, "SELECT count(*) FROM recipient") == 2 * number)
        #expect(try world.committed(0, "SELECT count(*) FROM consignment") == number)
      }
      #expect(try world.run { $0.sites[1].delivered.count == 6 })
    }
  }

  @Test func `a handshake's counter is on the disk before its initiation leaves`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.switchOff(1)
      var different: Set<[UInt8]> = []
      var unsafe = 0
      try world.watch(0) { [unowned world] frame in
        guard case .hello(let hello) = frame, hello.kind == .initiation else { return }
        different.insert(hello.noiseMessage)
        let own = try world.committed(0, "SELECT coalesce(max(own), 0) FROM handshake")
        if own < different.count { unsafe += 1 }
      }
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: .seconds(24 * 3600))
      #expect(different.count > 3)
      #expect(unsafe == 0)
    }
  }

  @Test(arguments: Fault.allCases)
  func `a handshake whose counter cannot be committed does not begin`(_ fault: Fault) throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.execute(0, fault.begin("INSERT ON handshake"))
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: .seconds(600))
      #expect(world.network.users[0].sent.isEmpty)
      #expect(world.sites[0].troubles > 1, "it is not tried again")
      #expect(world.sites[0].troubles < 200, "a broken disk is asked without a rest")
      try world.execute(0, Fault.end)
      #expect(try world.run(atMost: .seconds(60)) { !$0.sites[1].delivered.isEmpty })
    }
  }

  @Test func `a packed mail that cannot be stored is packed again after a pause`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.execute(0, Fault.atStatement.begin("UPDATE OF packed ON consignment"))
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: .seconds(100))
      #expect((2...10).contains(world.sites[0].troubles))
      #expect(try world.core(0).queue().map(\.state) == ["packing"])
      try world.execute(0, Fault.end)
      #expect(try world.run(atMost: .seconds(300)) { !$0.sites[1].delivered.isEmpty })
    }
  }
}

extension GatewaySite {
  /// How often the spool failed.
  var troubles: Int {
    notices.count { if case .spoolTrouble = $0 { true } else { false } }
  }
}
