// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import Testing

/// What the spool keeps of the link, compared with a model of it.
struct LinkMemoryTests {
  private typealias Network = SimulatedNetwork<LinkSpoolUser>

  private static func network(_ spools: [Spool], loss: Double, seed: UInt64) throws -> Network {
    let sites = try GatewaySite.all(2)
    var network = Network(
      air: SimulatedAir(loss: .independent(loss), seed: seed),
      channel: RadioChannel(
        frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation))
    for index in 0...1 {
      let station = LinkStation(
        identity: sites[index].identity, peers: [sites[1 - index].identity.publicKey],
        parameters: LinkParameters(modulation: GatewayWorld.modulation),
        random: SplitMix64(seed: seed * 2 + UInt64(index)))
      _ = network.join(LinkSpoolUser(station: station, spool: spools[index]))
    }
    return network
  }

  private static func submit(
    _ payload: [UInt8], _ number: Int, from index: Int, in network: inout Network
  ) throws {
    let peer = try GatewaySite.all(2)[1 - index].identity.publicKey
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: Int64(number)), messageClass: .normal, payload: payload)
    try network.with(index) { user, now in
      ((), try user.perform(.submit(message, to: peer), at: now))
    }
  }

  @Test(arguments: Array(1...UInt64(Proof.isAsked ? 100 : 6)))
  func `after every step of a busy link the memory is what was stored`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var network = try Self.network([Spool(), Spool()], loss: 0.25, seed: seed)
    for number in 1...6 {
      let payload = TestMail.noise(number, bytes: .random(in: 1...2000, using: &random))
      try Self.submit(payload, number, from: Int.random(in: 0...1, using: &random), in: &network)
    }
    var differences = 0
    let end = network.now + .seconds(3600)
    while let next = network.nextEvent, next <= end {
      try network.step()
      for user in network.users
      where try LinkMemoryModel(user.spool.linkMemory()) != user.model { differences += 1 }
    }
    #expect(differences == 0, "seed \(seed)")
    #expect(network.users.reduce(0) { $0 + $1.stored } == 6, "seed \(seed)")
    let kinds = network.users.reduce(into: Set<String>()) { $0.formUnion($1.model.kinds) }
    #expect(
      kinds.isSuperset(of: [
        "session", "handshakeMarks", "sealed", "symbolsReserved", "unsealed", "symbol",
      ]), "seed \(seed)")
  }

  /// A spool in the middle of a transfer: a session, a sealed message or symbols.
  private static func halfway() throws -> (sender: LinkSpoolUser, receiver: LinkSpoolUser) {
    var network = try network([Spool(), Spool()], loss: 0, seed: 11)
    try submit(TestMail.noise(1, bytes: 3000), 1, from: 0, in: &network)
    let isHalfway = try network.run(until: network.now + .seconds(600)) {
      ($0.users[1].model.symbols.first?.value.count ?? 0) >= 5
    }
    #expect(isHalfway)
    return (network.users[0], network.users[1])
  }

  @Test func `a session that is dropped takes sealed messages and symbols with it`() throws {
    let (sender, receiver) = try Self.halfway()
    for user in [sender, receiver] {
      let before = LinkMemoryModel(try user.spool.linkMemory())
      #expect(before.sealed.count + before.symbols.count == 1)
      for session in before.sessions { try user.spool.apply([.dropSession(session.id)]) }
      let after = LinkMemoryModel(try user.spool.linkMemory())
      #expect(after.sessions.isEmpty)
      #expect(after.sealed.isEmpty)
      #expect(after.symbols.isEmpty)
      #expect(after.marks == before.marks)
    }
  }

  @Test func `symbols are forgotten from an id on, and a repeated one changes nothing`() throws {
    let (_, receiver) = try Self.halfway()
    let before = try receiver.spool.linkMemory().symbols
    let symbol = try #require(before.first)
    let changed = StoredSymbol(
      session: symbol.session, number: symbol.number, id: symbol.id, sourceCount: nil,
      bytes: [1, 2, 3])
    try receiver.spool.apply([.symbol(changed)])
    #expect(try receiver.spool.linkMemory().symbols == before)
    try receiver.spool.apply([.forgetSymbols(symbol.session, symbol.number, fromID: 3)])
    #expect(try receiver.spool.linkMemory().symbols == before.filter { $0.id < 3 })
    try receiver.spool.apply([.forgetSymbols(symbol.session, symbol.number, fromID: 0)])
    #expect(try receiver.spool.linkMemory().symbols.isEmpty)
  }

  @Test func `the greatest counters and ids come back as they were stored`() throws {
    let spool = try Spool()
    let peer = try #require(PeerKey([UInt8](repeating: 255, count: 32)))
    let session = SessionID(rawValue: .max)
    let number = MessageNumber(255)
    let marks = HandshakeMarks(own: .max, peer: .max - 1, protocolVersion: 15)
    let single = SealedMessage(
      session: session, number: number, handle: MessageHandle(rawValue: .max), messageClass: .chat,
      layout: .single, acknowledged: MessageNumber(255), sealed: [])
    let plain = SealedMessage(
      session: session, number: MessageNumber(254), handle: MessageHandle(rawValue: 1),
      messageClass: .chat, layout: .single, sealed: [1])
    let symbol = StoredSymbol(
      session: session, number: number, id: 4094, sourceCount: nil, bytes: [0])
    try spool.apply([
      .handshakeMarks(peer, HandshakeMarks()), .handshakeMarks(peer, marks), .sealed(single),
      .symbolsReserved(session, number, upTo: 4095), .symbol(symbol), .sealed(plain),
    ])
    let memory = try spool.linkMemory()
    #expect(memory.marks == [peer: marks])
    #expect(memory.sealed.map(\.message) == [plain, single])
    #expect(memory.sealed.map(\.nextSymbolID) == [0, 4095])
    #expect(memory.symbols == [symbol])
    try spool.apply([.unsealed(session, number), .unsealed(session, plain.number)])
    #expect(try spool.linkMemory().sealed.isEmpty)
  }

  @Test func `sessions come back oldest first, whatever changed last`() throws {
    let (sender, _) = try Self.halfway()
    let (other, _) = try Self.halfwayOfAnotherSeed()
    let first = try #require(sender.spool.linkMemory().sessions.first)
    let second = try #require(other.spool.linkMemory().sessions.first)
    #expect(first.id != second.id)
    let spool = try Spool()
    try spool.apply([.session(first), .session(second), .session(first)])
    #expect(try spool.linkMemory().sessions == [first, second])
  }

  private static func halfwayOfAnotherSeed() throws -> (LinkSpoolUser, LinkSpoolUser) {
    var network = try network([Spool(), Spool()], loss: 0, seed: 12)
    try submit([1], 1, from: 0, in: &network)
    try network.run(until: network.now + .seconds(600))
    return (network.users[0], network.users[1])
  }

  @Test func `a sign of life is told to processes of the same boot only, its time to all`() throws {
    try Sample.inDirectory { directory in
      func memory(_ boot: BootID?) throws -> LinkMemory {
        try Spool(directory: directory, boot: boot).linkMemory()
      }
      let band = RowName("EU868/P")
      let sign = LifeSign(time: 9_000_000, seen: Instant(microseconds: 77))
      let record = DutyRecord(number: 3, start: 5_000_000, end: 6_000_000, airtime: 400_000)
      do {
        let spool = try Spool(directory: directory, boot: BootID("one"))
        try spool.apply([
          .airtimeReserved(band, record, forgettingEndedBefore: 0), .airtimeAlive(band, sign),
        ])
      }
      let same = try memory(BootID("one"))
      #expect(same.airtime[band]?.lifeSign == sign)
      #expect(
        same.airtime[band]?.snapshot == DutySnapshot(records: [record], lastAlive: 9_000_000))
      for boot in [BootID("two"), nil] {
        let other = try memory(boot)
        #expect(other.airtime[band]?.lifeSign == nil)
        #expect(other.airtime[band]?.snapshot.lastAlive == 9_000_000)
      }
      do {
        let spool = try Spool(directory: directory, boot: nil)
        try spool.apply([.airtimeAlive(band, sign)])
      }
      #expect(try memory(nil).airtime[band]?.lifeSign == nil)
      #expect(try memory(BootID("one")).airtime[band]?.lifeSign == nil)
    }
  }

  @Test func `a settled burst replaces its reservation, or frees it, in its own band`() throws {
    let spool = try Spool()
    let (band, other) = (RowName("EU868/M"), RowName("EU868/P"))
    let records = (1...2).map { DutyRecord(number: $0, start: 5, end: 90, airtime: 40) }
    for record in records {
      for band in [band, other] {
        try spool.apply([.airtimeReserved(band, record, forgettingEndedBefore: 0)])
      }
    }
    let settled = DutyRecord(number: 1, start: 5, end: 20, airtime: 10)
    try spool.apply([
      .airtimeSettled(band, number: 1, settled), .airtimeSettled(band, number: 2, nil),
    ])
    #expect(try spool.linkMemory().airtime[band]?.snapshot.records == [settled])
    #expect(try spool.linkMemory().airtime[other]?.snapshot.records == records)
    try spool.apply([.airtimeRestored(other, DutySnapshot(records: []))])
    #expect(try spool.linkMemory().airtime.keys.sorted { $0.text < $1.text } == [band])
  }

  @Test func `this machine tells its boot, the same each time`() {
    #expect(BootID.current != nil)
    #expect(BootID.current == BootID.current)
  }

  @Test func `the version of a peer that was removed is forgotten, its counters are not`() throws {
    let spool = try Spool()
    let keys = try (UInt8(1)...2).map { byte in
      try #require(PeerKey([UInt8](repeating: byte, count: 32)))
    }
    let marks = HandshakeMarks(own: 3, peer: 4, protocolVersion: 5)
    try spool.apply(keys.map { .handshakeMarks($0, marks) })
    try spool.forgetProtocolVersions(exceptOf: [keys[1]])
    let kept = try spool.linkMemory().marks
    #expect(kept == [keys[0]: HandshakeMarks(own: 3, peer: 4), keys[1]: marks])
  }

  @Test func `a failed transaction leaves nothing of its changes`() throws {
    let spool = try Spool()
    let peer = try #require(PeerKey([UInt8](repeating: 1, count: 32)))
    let message = SealedMessage(
      session: SessionID(rawValue: 1), number: MessageNumber(0),
      handle: MessageHandle(rawValue: 1), messageClass: .chat, layout: .single, sealed: [1])
    // The second of two equal names breaks a rule of the table.
    #expect(throws: SpoolError.self) {
      try spool.apply([
        .handshakeMarks(peer, HandshakeMarks(own: 1)), .sealed(message), .sealed(message),
      ])
    }
    let memory = try spool.linkMemory()
    #expect(memory.marks.isEmpty)
    #expect(memory.sealed.isEmpty)
  }
}
