// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// What an operator does with mails, in virtual time.
struct OperatorTests {
  private func change(
    _ world: GatewayWorld, _ id: String, _ verb: QueueVerb, at index: Int = 0
  ) throws -> Result<QueueChange, QueueRefusal> {
    var result: Result<QueueChange, QueueRefusal>?
    try world.tell(index) { core, now in
      let outcome = try core.change(id, verb, at: now)
      result = outcome.result
      return outcome.actions
    }
    try world.settle()
    return try #require(result)
  }

  private func id(_ world: GatewayWorld, at index: Int = 0) throws -> String {
    try #require(world.core(index).queue().first).id
  }

  /// A world in which the first mail is half across.
  private func halfway(_ memory: GatewayWorld.Memory) throws -> GatewayWorld {
    let world = try GatewayWorld(memory)
    try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 9000))
    let isHalfway = try world.run { world in
      try (world.core(0).queue().first?.progress ?? 0) > 0.3
    }
    #expect(isHalfway)
    return world
  }

  @Test func `an unknown mail is refused by every verb`() throws {
    let world = try GatewayWorld(.volatile)
    for verb in [QueueVerb.hold, .release, .delete, .redeliver, .prioritise(.chat)] {
      #expect(try change(world, "nope\n", verb) == .failure(.unknownMail("nope\n")))
    }
  }

  @Test(arguments: [false, true])
  func `a held mail is not sent, also after a restart, until it is released`(
    _ isOnAir: Bool
  ) throws {
    try Sample.inDirectory { directory in
      let world =
        isOnAir ? try halfway(.disk(directory)) : try GatewayWorld(.disk(directory))
      if !isOnAir {
        try world.switchOff(1)
        try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 9000))
      }
      let name = try id(world)
      #expect(throws: Never.self) { try change(world, name.lowercased(), .hold).get() }
      try world.restart(0)
      if !isOnAir { try world.switchOn(1) }
      try world.run(for: .seconds(7200))
      #expect(world.sites[1].offered.isEmpty)
      #expect(try world.core(0).queue().map(\.state) == ["held"])
      #expect(try world.committed(1, "SELECT count(*) FROM symbol") == 0)
      // Others go past it.
      try world.accept(TestMail.envelope(), TestMail.text(2))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      #expect(throws: Never.self) { try change(world, name, .release).get() }
      #expect(try world.run { $0.sites[1].delivered.count == 2 })
      #expect(world.sites[1].delivered.last?.content == TestMail.noise(1, bytes: 9000))
    }
  }

  @Test func `status counts held mails apart`() throws {
    let world = try GatewayWorld(.volatile)
    try world.switchOff(1)
    for number in 1...2 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
    _ = try change(world, id(world), .hold).get()
    let waiting = try world.status(0).peers.first?.waiting
    #expect(waiting?.mails == 1)
    #expect(waiting?.held == 1)
  }

  @Test func `a mail that is deleted while it is on the air is given up over there too`() throws {
    try Sample.inDirectory { directory in
      let world = try halfway(.disk(directory))
      let name = try id(world)
      _ = try change(world, name, .delete).get()
      try world.run(for: .seconds(600))
      #expect(try world.core(0).queue().isEmpty)
      #expect(world.sites[1].offered.isEmpty)
      for table in ["shipment", "cargo", "sealed", "consignment"] {
        #expect(try world.committed(0, "SELECT count(*) FROM \(table)") == 0, "\(table)")
      }
      #expect(try world.committed(1, "SELECT count(*) FROM symbol") == 0)
      let details = try world.core(0).details(of: name, at: world.now)
      #expect(details.recipients.map(\.state) == [.failed])
      #expect(details.recipients.map(\.status) == ["5.7.0"])
      #expect(details.body == .gone)
      // The link goes on.
      try world.accept(TestMail.envelope(), TestMail.text(2))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    }
  }

  @Test func `a deletion outlives a process that ends before the peer gave the mail up`() throws {
    try Sample.inDirectory { directory in
      let world = try halfway(.disk(directory))
      try world.switchOff(1)
      _ = try change(world, id(world), .delete).get()
      try world.restart(0)
      try world.switchOn(1)
      try world.run(for: .seconds(7200))
      #expect(world.sites[1].offered.isEmpty)
      #expect(try world.committed(0, "SELECT count(*) FROM shipment") == 0)
      #expect(try world.committed(0, "SELECT count(*) FROM sealed") == 0)
    }
  }

  @Test func `of mails in one message the one that is deleted goes and the others arrive`() throws {
    let world = try GatewayWorld(.volatile)
    world.packing = .never
    for number in 1...4 {
      try world.accept(TestMail.envelope(), TestMail.noise(number, bytes: 700))
    }
    let names = try world.core(0).queue().map(\.id)
    world.packing = .atOnce
    try world.switchOff(1)
    while !world.sites[0].unpacked.isEmpty { try world.packWaiting(0) }
    try world.switchOn(1)
    #expect(try world.run { try $0.core(0).queue().contains { $0.state == "on air" } })
    let onAir = try world.core(0).queue().filter { $0.state == "on air" }.map(\.id)
    let chosen = try #require(onAir.last)
    _ = try change(world, chosen, .delete).get()
    #expect(try world.run { try $0.core(0).queue().isEmpty })
    try world.run(for: .seconds(60))
    let place = try #require(names.firstIndex(of: chosen))
    let expected = Set((1...4).filter { $0 != place + 1 }.map { TestMail.noise($0, bytes: 700) })
    let delivered = world.sites[1].delivered.map(\.content)
    // The message may have been stored over there when the operator spoke.
    #expect(Set(delivered).isSuperset(of: expected))
    #expect(delivered.count <= 4)
  }

  @Test func `a deleted mail from the air is reported home as refused`() throws {
    let world = try GatewayWorld(.volatile)
    world.setRelay(1, TestRelay { _, _ in .later })
    try world.accept(TestMail.envelope(), TestMail.text(1))
    #expect(try world.run { !$0.sites[1].offered.isEmpty })
    let name = try id(world, at: 1)
    _ = try change(world, name, .delete, at: 1).get()
    try world.run(for: .seconds(7200))
    #expect(world.sites[1].offered.count == 1)
    #expect(try world.core(1).queue().isEmpty)
    #expect(try world.core(0).queue().first?.recipients.map(\.status) == ["5.7.0"])
  }

  @Test func `a prioritised mail goes before those that were there first`() throws {
    let world = try GatewayWorld(.volatile)
    try world.switchOff(1)
    for number in 1...6 {
      try world.accept(TestMail.envelope(), TestMail.noise(number, bytes: 12_000))
    }
    let names = try world.core(0).queue().map(\.id)
    let last = try #require(names.last)
    _ = try change(world, last, .prioritise(.normal)).get()
    try world.switchOn(1)
    #expect(try world.run { $0.sites[1].delivered.count == 6 })
    let order = world.sites[1].delivered.compactMap { delivery in
      (1...6).first { TestMail.noise($0, bytes: 12_000) == delivery.content }
    }
    let place = try #require(order.firstIndex(of: 6))
    // What the link had taken already keeps its place.
    #expect(place <= 2, "\(order)")
    #expect(order.filter { $0 != 6 } == [1, 2, 3, 4, 5])
  }

  @Test(arguments: [MessageClass.normal, .bulk])
  func `a small mail that was packed with others goes alone in a lower class`(
    _ messageClass: MessageClass
  ) throws {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(), TestMail.text(1))
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    try world.run(for: .seconds(60))
    try world.switchOff(1)
    for number in 2...9 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
    let last = try #require(world.core(0).queue().last).id
    _ = try change(world, last, .prioritise(messageClass)).get()
    let details = try world.core(0).details(of: last, at: world.now)
    #expect(details.ways.map(\.messageClass) == [messageClass.label])
    try world.switchOn(1)
    #expect(try world.run { $0.sites[1].delivered.count == 9 })
    #expect(world.sites[1].delivered.last?.content == TestMail.text(9))
  }

  @Test func `details tell recipients, ways, cost and times`() throws {
    let world = try halfway(.volatile)
    let details = try world.core(0).details(of: id(world), at: world.now)
    #expect(details.direction == .out)
    #expect(details.sender == "alice@a.test")
    #expect(details.bytes == 9000)
    #expect(details.body == .here)
    #expect(details.recipients.map(\.address) == ["bob@b.test"])
    #expect(details.recipients.map(\.peer) == ["b"])
    let way = try #require(details.ways.first)
    #expect(way.state == "on air")
    #expect(way.progress > 0.3 && way.frames > 0 && way.airtimeUs > 0 && way.bytesOnAir > 0)
    #expect((way.etaSeconds ?? 0) > 0 && (way.etaNinetiethSeconds ?? 0) >= way.etaSeconds ?? 0)
    #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    try world.run(for: .seconds(60))
    let arrived = try world.core(0).details(of: details.id, at: world.now)
    #expect(arrived.ways.map(\.state) == ["arrived"])
    let there = try world.core(1).details(of: details.id, at: world.now)
    #expect(there.direction == .in && there.origin == "a" && there.sha256 == details.sha256)
    #expect(there.body == .kept)
    #expect(there.recipients.map(\.state) == [.handedOver])
  }

  @Test func `what waits for a peer can leave in a batch, twice alike, and be removed`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.switchOff(1)
      for number in 1...3 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      let waiting = try world.core(0).waitingMails(for: "b")
      #expect(waiting.ids.count == 3)
      let batch = try waiting.ids.map { try world.core(0).batched($0, for: "b") }
      #expect(try waiting.ids.map { try world.core(0).batched($0, for: "b") } == batch)
      var reader = BatchReader(octetsMax: 100_000)
      for mail in batch { reader.append(try #require(mail.octets)) }
      var mails: [[UInt8]] = []
      while case .mail(let transaction)? = reader.next() { mails.append(transaction.mail) }
      #expect(Set(mails) == Set((1...3).map { TestMail.text($0) }))
      for name in waiting.ids { _ = try change(world, name, .exported(peer: "b")).get() }
      try world.restart(0)
      try world.switchOn(1)
      try world.run(for: .seconds(3600))
      #expect(world.sites[1].offered.isEmpty)
      #expect(try world.core(0).queue().isEmpty)
      let details = try world.core(0).details(of: waiting.ids[0], at: world.now)
      #expect(details.recipients.map(\.state) == [.handedOver])
      #expect(throws: QueueRefusal.unknownPeer("bb", nearest: nil)) {
        try world.core(0).waitingMails(for: "bb")
      }
      #expect(throws: QueueRefusal.self) { try world.core(0).batched(waiting.ids[0], for: "b") }
    }
  }
}

extension GatewayWorld {
  /// The status of a gateway.
  func status(_ index: Int) throws -> GatewayStatus {
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: Self.modulation)
    return try core(index).status(
      driver: "simulated", radioFault: nil, channel: channel, since: .zero, at: now)
  }
}
