// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import LoRaPHY
import MailRelay
import Testing

/// Processes that end at any moment, and what the next one takes up.
struct GatewayRestartTests {
  @Test func `a mail that was taken and not packed is packed after the restart`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.packing = .never
      try world.accept(TestMail.envelope(), TestMail.text(1))
      try world.run(for: .seconds(60))
      #expect(world.frames == 0)
      world.packing = .atOnce
      try world.restart(0)
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
    }
  }

  @Test func `a mail that was packed and not sent is sent after the restart`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(world.frames == 0)
      try world.restart(0)
      let packed = world.sites[0].notices.count { if case .packed = $0 { true } else { false } }
      #expect(packed == 1)
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      #expect(world.sites[1].delivered.count == 1)
    }
  }

  @Test func `a mail that was stored and not handed over is handed over after the restart`()
    throws
  {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      world.handing = .never
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try world.run { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].delivered.isEmpty)
      world.handing = .atOnce
      try world.restart(1)
      try world.run(for: .seconds(60))
      #expect(world.sites[1].delivered.count == 1)
    }
  }

  @Test func `a mail handed over twice with a restart between crosses once`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      let first = try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      try world.restart(0)
      try world.restart(1)
      let second = try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(first.map(\.nameGiven) == second.map(\.nameGiven))
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.count == 1)
    }
  }

  @Test func `a mail that comes again in a new session is stored once and confirmed`() throws {
    try Sample.inDirectory { directory in
      let world = try GatewayWorld(.disk(directory))
      try world.accept(TestMail.envelope(), TestMail.text(1))
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      // The confirmation is lost, and the receiver forgets the session: it is all sealed anew.
      world.setLoss(1)
      try world.run(for: .seconds(2))
      #expect(try world.core(0).queue().count == 1)
      try world.execute(1, "DELETE FROM session")
      try world.restart(1)
      world.setLoss(0)
      #expect(try world.run(atMost: .seconds(7200)) { try $0.core(0).queue().isEmpty })
      #expect(world.sites[1].notices.contains { $0.isRepeated(from: "a") })
      #expect(world.sites[1].delivered.count == 1)
      #expect(try world.committed(1, "SELECT count(*) FROM mail") == 1)
    }
  }

  /// Whose process ends.
  enum Who: CaseIterable {
    case sender
    case receiver
    case both

    var indices: [Int] {
      switch self {
      case .sender: [0]
      case .receiver: [1]
      case .both: [0, 1]
      }
    }
  }

  @Test(arguments: Who.allCases, Array(1...(Proof.isAsked ? 200 : 8)))
  func `a transfer with restarts at random moments arrives exactly once`(
    _ who: Who, _ seed: Int
  ) throws {
    try Sample.inDirectory { directory in
      var random = SplitMix64(seed: UInt64(seed))
      let world = try GatewayWorld(.disk(directory), loss: 0.1, seed: UInt64(seed))
      let mails = [TestMail.noise(seed, bytes: 5000), TestMail.text(seed)]
      for mail in mails { try world.accept(TestMail.envelope(), mail) }
      for _ in 0..<4 {
        try world.run(for: .milliseconds(Int.random(in: 0...6_000, using: &random)))
        let indices = who.indices
        for index in indices { try world.switchOff(index) }
        try world.run(for: .milliseconds(Int.random(in: 1_000...3_000, using: &random)))
        for index in indices { try world.switchOn(index) }
      }
      let done = try world.run {
        try $0.sites[1].delivered.count >= 2 && $0.core(0).queue().isEmpty
      }
      #expect(done, "\(who), seed \(seed)")
      try world.run(for: .seconds(600))
      #expect(world.sites[1].delivered.count == 2, "\(who), seed \(seed)")
      let arrived = Set(world.sites[1].delivered.map(\.content))
      #expect(arrived == Set(mails), "\(who), seed \(seed)")
    }
  }

  @Test(arguments: [Who.sender, .receiver], 1...8)
  func `after a restart only what is missing is sent`(_ who: Who, _ seed: Int) throws {
    try Sample.inDirectory { directory in
      var random = SplitMix64(seed: UInt64(seed))
      let world = try GatewayWorld(.disk(directory), seed: UInt64(seed))
      try world.accept(TestMail.envelope(), TestMail.noise(seed, bytes: 9000))
      let portion = Int.random(in: 3...30, using: &random)
      #expect(try world.run { $0.network.users[0].sent.count(where: \.isData) == portion })
      let sent = portion
      for index in who.indices { try world.switchOff(index) }
      let held = try world.committed(1, "SELECT count(*) FROM symbol")
      let all = try world.committed(0, "SELECT sourceCount FROM sealed")
      #expect(all > 35)
      try world.run(for: .seconds(1))
      for index in who.indices { try world.switchOn(index) }
      #expect(try world.run { !$0.sites[1].delivered.isEmpty })
      let after = world.network.users[0].sent.count(where: \.isData) - sent
      // What was on the air when the process ended, and what was sent to a switched-off receiver.
      #expect(after <= all - held + 6, "seed \(seed): \(after) frames for \(all - held) missing")
    }
  }
}

/// Whether the long form of the random tests is asked for.
enum Proof {
  static let isAsked = environment("LORAGW_PROOF") == "1"
}
