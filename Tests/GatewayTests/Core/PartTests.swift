// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import MailCodec
import MailRelay
import Testing

/// Mails longer than a message.
struct PartTests {
  @Test func `a mail of 1 MiB crosses a lossy air byte for byte, once`() throws {
    let mail = TestMail.noise(1, bytes: 1 << 20)
    let world = try GatewayWorld(.volatile, loss: 0.1, seed: 3)
    try world.accept(TestMail.envelope(), mail)
    var progress: [Double] = []
    while world.sites[1].delivered.isEmpty, progress.count < 100 {
      try world.run(for: .seconds(60))
      progress.append(try world.core(0).queue().first?.progress ?? 1)
    }
    try world.run(for: .seconds(600))
    let delivered = world.sites[1].delivered
    #expect(delivered.count == 1)
    #expect(delivered.first.map { $0.content == mail } == true)
    #expect(try world.core(0).queue().isEmpty)
    #expect(progress.first.map { $0 > 0 && $0 < 0.1 } == true)
    let isRising = zip(progress, progress.dropFirst()).allSatisfy { $0 <= $1 + 0.05 }
    #expect(isRising)
    let crossed = world.sites[0].notices.filter { if case .crossed = $0 { true } else { false } }
    #expect(crossed.count == 1)
    guard case .crossed(_, "b", let frames, let bytes, _)? = crossed.first else { return }
    #expect(frames > 4280)
    #expect(bytes > 1 << 20)
  }

  @Test(arguments: GatewayRestartTests.Who.allCases, 1...3)
  func `a mail in parts survives restarts at random moments`(
    _ who: GatewayRestartTests.Who, _ seed: Int
  ) throws {
    try Sample.inDirectory { directory in
      var random = SplitMix64(seed: UInt64(seed))
      let world = try GatewayWorld(.disk(directory), loss: 0.1, seed: UInt64(seed))
      try world.configure(0) { $0.link.longestFrameBytes = 60 }
      try world.restart(0)
      let mail = TestMail.noise(seed, bytes: 80_000)
      try world.accept(TestMail.envelope(), mail)
      #expect(try world.committed(0, "SELECT count(*) FROM shipment") == 3)
      for _ in 0..<5 {
        try world.run(for: .milliseconds(Int.random(in: 0...60_000, using: &random)))
        for index in who.indices { try world.switchOff(index) }
        try world.run(for: .milliseconds(Int.random(in: 500...3_000, using: &random)))
        for index in who.indices { try world.switchOn(index) }
      }
      #expect(try world.run { try $0.core(0).queue().isEmpty }, "\(who), seed \(seed)")
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.count == 1, "\(who), seed \(seed)")
      #expect(world.sites[1].delivered.first?.content == mail, "\(who), seed \(seed)")
      #expect(try world.committed(1, "SELECT count(*) FROM part") == 0)
    }
  }

  /// The payloads of a mail's parts, and the mail.
  static func parts(
    _ number: Int, count: Int, mailID: [UInt8]? = nil, to recipients: [String] = ["bob@b.test"]
  ) throws -> (payloads: [[UInt8]], mail: [UInt8]) {
    let envelope = try TestMail.envelope(to: recipients).encoded()
    let mail = TestMail.noise(number, bytes: 900)
    let packed = GatewayWorld.codec.pack(envelope: envelope, mail: mail).bytes
    let cut = try #require(MailCut(totalBytes: packed.count, count: count))
    let id = mailID ?? MailIdentity.airID(envelope: envelope, content: mail, copy: 0)
    let payloads = try (0..<count).map {
      try #require(MailPart($0, of: packed, mailID: id, copy: 0, cut: cut)).encoded
    }
    return (payloads, mail)
  }

  @Test func `parts come in any order, twice and cut in several ways, the mail once`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let (four, mail) = try Self.parts(1, count: 4)
      let (three, _) = try Self.parts(1, count: 3)
      try world.ship(.part, [four[3], four[3], three[0], four[0], three[2], four[2]])
      let isThrough = { (world: GatewayWorld) in
        try world.committed(0, "SELECT count(*) FROM shipment") == 0
      }
      #expect(try world.run(until: isThrough))
      #expect(world.sites[1].delivered.isEmpty)
      #expect(try world.committed(1, "SELECT count(*) FROM part") == 5)
      try world.ship(.part, [three[1], four[1], four[0]])
      #expect(try world.run(until: isThrough))
      try world.run(for: .seconds(60))
      #expect(world.sites[1].delivered.map(\.content) == [mail])
      #expect(world.sites[1].notices.count { $0.isRepeated(from: "a") } == 2)
      #expect(try world.committed(1, "SELECT count(*) FROM part") == 0)
    }
  }

  @Test func `a mail of which parts are missing is in the queue, and given up after its days`()
    throws
  {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.configure(1) { $0.partDays = 2 }
      try world.restart(1)
      let (parts, mail) = try Self.parts(1, count: 4)
      try world.ship(.part, [parts[0], parts[2]])
      let isThrough = { (world: GatewayWorld) in
        try world.committed(0, "SELECT count(*) FROM shipment") == 0
      }
      #expect(try world.run(until: isThrough))
      let entry = try #require(try world.core(1).queue().first)
      #expect(entry.state == QueueEntry.receiving)
      #expect(entry.progress == 0.5 && entry.direction == .in && entry.peer == "a")
      #expect(entry.packedBytes.map { $0 > 900 } == true)
      // A new part begins the days anew, a restart does not end them.
      try world.run(for: .seconds(40 * 3600))
      try world.ship(.part, [parts[3]])
      try world.run(for: .seconds(20 * 3600))
      try world.restart(1)
      try world.run(for: .seconds(20 * 3600))
      #expect(try world.committed(1, "SELECT count(*) FROM part") == 3)
      try world.run(for: .seconds(10 * 3600))
      #expect(try world.committed(1, "SELECT count(*) FROM part") == 0)
      #expect(try world.core(1).queue().isEmpty)
      let expired = world.sites[1].notices.filter {
        if case .partsExpired = $0 { true } else { false }
      }
      #expect(expired == [.partsExpired(id: entry.id, peer: "a", stored: 3, count: 4)])
      #expect(world.network.users[1].core?.nextDeadline == nil)
      // It is not known: it may come whole one day.
      try world.ship(.part, parts)
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      #expect(world.sites[1].delivered.map(\.content) == [mail])
    }
  }

  @Test func `parts of a mail that came whole are known`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let (parts, mail) = try Self.parts(1, count: 3)
      try world.accept(TestMail.envelope(), mail)
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      try world.ship(.part, parts)
      #expect(try world.run { try $0.committed(0, "SELECT count(*) FROM shipment") == 0 })
      #expect(world.sites[1].delivered.count == 1)
      #expect(try world.committed(1, "SELECT count(*) FROM part") == 0)
    }
  }

  @Test func `parts that make up another mail than they name are kept unread, once`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let (parts, _) = try Self.parts(1, count: 3, mailID: [UInt8](repeating: 7, count: 16))
      try world.ship(.part, parts + parts)
      #expect(try world.run { try $0.committed(0, "SELECT count(*) FROM shipment") == 0 })
      try world.run(for: .seconds(600))
      #expect(try world.core(1).queue().map(\.state) == ["unreadable"])
      #expect(world.sites[1].offered.isEmpty)
      #expect(try world.committed(1, "SELECT count(*) FROM part") == 0)
      #expect(try world.committed(1, "SELECT count(*) FROM result") == 0)
    }
  }
}
