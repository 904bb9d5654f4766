// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// A variable of the environment.
func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

/// Many mails, a bad channel, ending processes and a moody relay, all at once.
struct GatewaySoakTests {
  @Test(arguments: Array(1...(Proof.isAsked ? 40 : 4)))
  func `everything arrives exactly once whatever happens`(_ seed: Int) throws {
    try Sample.inDirectory { directory in
      var random = SplitMix64(seed: UInt64(seed))
      let world = try GatewayWorld(
        .disk(directory), loss: .random(in: 0.1...0.3, using: &random), seed: UInt64(seed))
      for index in 0...1 {
        world.setRelay(index, Self.moodyRelay(seed: UInt64(seed * 2 + index)))
      }
      var expected: [[String]] = [[], []]
      for number in 0..<(Proof.isAsked ? 60 : 12) {
        let from = Int.random(in: 0...1, using: &random)
        let mail = Self.mail(number, using: &random)
        let names = ["b", "a"]
        let recipients = (0..<Int.random(in: 1...3, using: &random)).map {
          "user\($0)@\(names[from]).test"
        }
        let replies = try world.accept(
          TestMail.envelope(from: "me@\(names[1 - from]).test", to: recipients), mail, at: from)
        #expect(replies.allSatisfy { $0.code == 250 }, "seed \(seed)")
        expected[1 - from] += recipients.map { "\($0) \(Self.digest(mail))" }
        try world.run(for: .milliseconds(Int.random(in: 0...40_000, using: &random)))
        if Int.random(in: 0..<3, using: &random) == 0 {
          try world.restart(Int.random(in: 0...1, using: &random))
        }
      }
      let done = try world.run(atMost: .seconds(14 * 24 * 3600)) { world in
        (0...1).allSatisfy { world.sites[$0].delivered.count >= expected[$0].count }
      }
      #expect(done, "seed \(seed)")
      try world.run(for: .seconds(7200))
      for index in 0...1 {
        let delivered = world.sites[index].delivered.map {
          "\($0.recipient) \(Self.digest($0.content))"
        }
        #expect(delivered.sorted() == expected[index].sorted(), "seed \(seed), gateway \(index)")
        #expect(try world.core(index).queue().isEmpty, "seed \(seed), gateway \(index)")
      }
    }
  }

  private static func mail(_ number: Int, using random: inout SplitMix64) -> [UInt8] {
    Int.random(in: 0..<4, using: &random) == 0
      ? TestMail.noise(number, bytes: .random(in: 1...6000, using: &random))
      : TestMail.text(number, words: .random(in: 1...200, using: &random))
  }

  /// A relay that is busy three times out of ten.
  private static func moodyRelay(seed: UInt64) -> TestRelay {
    var random = SplitMix64(seed: seed)
    return TestRelay { _, _ in
      Int.random(in: 0..<10, using: &random) < 3 ? .later : .accepted
    }
  }

  private static func digest(_ mail: [UInt8]) -> String {
    "\(mail.count)-" + String(mail.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) }, radix: 36)
  }
}
