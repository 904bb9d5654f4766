// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import GRDB
import Gateway
import MailRelay
import Testing

/// A disk that is really full: SQLite may not have another page.
struct FullDiskTests {
  private func fill(_ world: GatewayWorld, _ index: Int) throws {
    let pages = try world.core(index).spool.queue.read {
      try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 1
    }
    try world.execute(index, "PRAGMA max_page_count = \(pages)")
  }

  private func clear(_ world: GatewayWorld, _ index: Int) throws {
    try world.execute(index, "PRAGMA max_page_count = 1000000")
  }

  @Test func `the door says try later, loses nothing, and takes mail again`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let envelope = try TestMail.envelope()
      try world.switchOff(1)
      try world.accept(envelope, TestMail.text(1))
      try fill(world, 0)
      let refused = try world.accept(envelope, TestMail.noise(2, bytes: 20_000))
      #expect(refused.map(\.code) == [452])
      #expect(refused.map(\.status) == [.init(4, 3, 1)])
      #expect(try world.committed(0, "SELECT count(*) FROM mail") == 1)
      #expect(world.sites[0].notices.contains(.spoolTrouble("the spool's disk is full")))
      try clear(world, 0)
      #expect(try world.accept(envelope, TestMail.noise(2, bytes: 20_000)).map(\.code) == [250])
      try world.switchOn(1)
      #expect(try world.run { $0.sites[1].delivered.count == 2 })
      let sizes = Set(world.sites[1].delivered.map(\.content.count))
      #expect(sizes == [TestMail.text(1).count, 20_000])
    }
  }

  @Test(arguments: 1...12)
  func `a disk that is full for a while in a transfer only delays it`(_ seed: Int) throws {
    try Sample.inDirectory { directory in
      var random = SplitMix64(seed: UInt64(seed))
      let world = try GatewayWorld(.disk(directory), loss: 0.1, seed: UInt64(seed))
      let full = Int.random(in: 0...1, using: &random)
      let mails = [TestMail.noise(seed, bytes: 9000), TestMail.text(seed)]
      for mail in mails { try world.accept(TestMail.envelope(), mail) }
      try world.run(for: .milliseconds(Int.random(in: 0...20_000, using: &random)))
      try fill(world, full)
      try world.run(for: .seconds(120))
      try clear(world, full)
      #expect(try world.run { $0.sites[1].delivered.count >= 2 }, "seed \(seed)")
      try world.run(for: .seconds(600))
      let arrived = Set(world.sites[1].delivered.map(\.content))
      #expect(arrived == Set(mails), "seed \(seed)")
      #expect(world.sites[1].delivered.count == 2, "seed \(seed)")
    }
  }
}
