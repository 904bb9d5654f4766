// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// Files of bearers and mails left to bearers, over simulated air in virtual time.
struct BearerCoreTests {
  private func bearer(_ world: GatewayWorld, _ directory: String, at index: Int = 0) throws
    -> Bearer
  {
    var bearer = try BearerSample.files(directory, mostBytes: 10_000)
    bearer.peer = world.sites[1 - index].identity.publicKey
    return bearer
  }

  private func take(
    _ parcel: Parcel, of bearer: Bearer, _ world: GatewayWorld
  ) throws -> Result<String, ParcelRefusal> {
    var result: Result<String, ParcelRefusal>?
    try world.tell(0) { core, now in
      let outcome = try core.take(parcel, of: bearer, at: now)
      result = outcome.result
      return outcome.actions
    }
    try world.settle()
    return try #require(result)
  }

  private func bring(
    _ batch: [UInt8], to index: Int, from peer: Int, _ world: GatewayWorld
  ) throws -> [Reply] {
    var reader = BatchReader(octetsMax: 100_000)
    reader.append(batch)
    var replies: [Reply] = []
    while case .mail(let mail) = reader.next() {
      try world.tell(index) { core, now in
        let outcome = try core.take(
          carried: mail, from: world.sites[peer].identity.publicKey, at: now)
        replies += outcome.replies
        return outcome.actions
      }
      try world.settle()
    }
    return replies
  }

  private func batch(_ world: GatewayWorld) throws -> (ids: [String], octets: [UInt8]) {
    let core = try world.core(0)
    let ids = try core.overdue(
      for: world.sites[1].identity.publicKey, after: 0, at: world.now)
    let writer = BatchWriter(.session(HostName("a")))
    let mails = try ids.map { try [UInt8](#require(core.batched($0, for: "b").octets)) }
    return (ids, writer.opening + mails.joined() + writer.closing)
  }

  @Test func `a file crosses byte for byte, once, and is known when it is brought again`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory), loss: 0.1)
      let bearer = try bearer(world, directory)
      let bytes = TestMail.noise(4, bytes: 3000)
      let parcel = Parcel(name: try #require(ParcelName("a.fspl")), bytes: bytes)
      let id = try take(parcel, of: bearer, world).get()
      #expect(try world.core(0).fate(ofParcel: id) == .waiting)
      try world.restart(0)
      #expect(try take(parcel, of: bearer, world).get() == id)
      #expect(try world.run { try $0.core(0).fate(ofParcel: id) == .crossed })
      try world.restart(0)
      #expect(try take(parcel, of: bearer, world).get() == id)
      try world.run(for: .seconds(3600))
      let offers = world.sites[1].offered
      #expect(offers.map(\.recipients) == [["files@bearer.alt"]])
      #expect(
        try offers.map { try Parcel(decoding: $0.content, arrivingBy: nil) } == [parcel])
    }
  }

  @Test func `one file for two peers goes to both`() throws {
    let world = try GatewayWorld(.volatile, count: 3)
    let parcel = Parcel(name: try #require(ParcelName("a")), bytes: [1, 2, 3])
    for peer in 1...2 {
      var bearer = try bearer(world, "/x")
      bearer.peer = world.sites[peer].identity.publicKey
      _ = try take(parcel, of: bearer, world).get()
    }
    #expect(
      try world.run { !$0.sites[1].offered.isEmpty && !$0.sites[2].offered.isEmpty })
  }

  @Test func `a file that is deleted from the queue is given up`() throws {
    let world = try GatewayWorld(.volatile, loss: 1)
    let parcel = Parcel(name: try #require(ParcelName("a")), bytes: [1])
    let id = try take(parcel, of: bearer(world, "/x"), world).get()
    try world.tell(0) { core, now in try core.change(id, .delete, at: now).actions }
    guard case .stopped(let why) = try world.core(0).fate(ofParcel: id) else {
      Issue.record("it is not given up")
      return
    }
    #expect(why.contains("Deleted"))
  }

  @Test func `no door takes mail for a bearer`() throws {
    let world = try GatewayWorld(.volatile)
    let address = try MailAddress("files@bearer.alt")
    let reply = try world.core(0).judge(RecipientInquiry(recipient: address, sender: .null))
    #expect(reply.code == 550)
  }

  @Test func `amateur radio carries no files`() throws {
    let world = try GatewayWorld(.volatile)
    try world.configure(0) { $0.link.mode = .clear }
    try world.restart(0)
    let parcel = Parcel(name: try #require(ParcelName("a")), bytes: [1])
    let result = try take(parcel, of: bearer(world, "/x"), world)
    #expect(throws: ParcelRefusal.self) { try result.get() }
  }

  @Test func `a mail that a bearer brings first is not sent, and what becomes of it is told`()
    throws
  {
    let world = try GatewayWorld(.volatile)
    world.setRelay(1, TestRelay { _, _ in .never })
    try world.run(for: .seconds(60))
    world.setLoss(1)
    let mail = TestMail.text(9, words: 400)
    try world.accept(TestMail.envelope(), mail)
    try world.run(for: .seconds(30))
    let left = try batch(world)
    #expect(left.ids.count == 1)
    try world.core(0).left(left.ids, for: world.sites[1].identity.publicKey)
    #expect(try batch(world).ids.isEmpty)
    #expect(try bring(left.octets, to: 1, from: 0, world).map(\.code) == [250])
    let frames = world.frames
    world.setLoss(0)
    #expect(try world.run(atMost: .seconds(300)) { try $0.core(0).queue().isEmpty })
    #expect(world.frames > frames)
    try world.run(for: .seconds(3600))
    #expect(world.sites[1].offered.map(\.content) == [mail])
    let crossings = world.sites[0].notices.filter {
      if case .crossed = $0 { true } else { false }
    }
    #expect(crossings.count == 1)
    let refusals = world.sites[0].notices.filter {
      if case .reported(_, _, let results) = $0 { results.first?.status.class == 5 } else { false }
    }
    #expect(refusals.count == 1)
  }

  @Test(arguments: [BodyKind.sevenBit, .eightBitMIME, .binaryMIME])
  func `mail that comes both ways arrives once, whichever is first`(_ kind: BodyKind) throws {
    for isAirFirst in [true, false] {
      let world = try GatewayWorld(.volatile)
      try world.accept(
        TestMail.envelope(bodyKind: kind, encoding: .ascii), TestMail.text(1))
      let left = try batch(world)
      if isAirFirst { #expect(try world.run { !$0.sites[1].offered.isEmpty }) }
      #expect(try bring(left.octets, to: 1, from: 0, world).map(\.code) == [250])
      try world.run(for: .seconds(3600))
      #expect(world.sites[1].offered.count == 1)
      #expect(try world.core(0).queue().isEmpty)
    }
  }

  @Test func `a peer's batch serves only those whom the peer may send to`() throws {
    let world = try GatewayWorld(.volatile)
    let batch = """
      MAIL FROM:<alice@a.test>
      RCPT TO:<bob@b.test>
      RCPT TO:<eve@elsewhere.test>
      DATA
      Subject: x

      .

      """
    _ = try bring(Array(batch.utf8), to: 1, from: 0, world)
    try world.run(for: .seconds(10))
    #expect(world.sites[1].offered.map(\.recipients) == [["bob@b.test"]])
  }
}
