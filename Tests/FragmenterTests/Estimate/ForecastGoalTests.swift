// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Foundation
import LoRaPHY
import Testing

/// How right the estimates of delivery are, in a model of what they are about.
@Suite struct ForecastGoalTests {
  private static let isProof = ProcessInfo.processInfo.environment["LORAGW_PROOF"] == "1"
  private static let seeds: [UInt64] = isProof ? [101, 102, 103, 104, 105, 106] : [101, 102]

  /// One kind of channel.
  struct Example: CustomTestStringConvertible {
    var name: String
    var losses: [LossProcess]
    var testDescription: String { name }
  }

  private static let examples = [
    Example(name: "no loss", losses: [.init(share: 0)]),
    Example(name: "a tenth lost", losses: [.init(share: 0.1)]),
    Example(name: "0.3 lost", losses: [.init(share: 0.3)]),
    Example(name: "a fifth lost, in spells of 2 s", losses: [.init(share: 0.2, spellSeconds: 2)]),
    Example(name: "0.3 lost, in spells of 20 s", losses: [.init(share: 0.3, spellSeconds: 20)]),
    Example(
      name: "three peers",
      losses: [
        .init(share: 0.05), .init(share: 0.3), .init(share: 0.2, spellSeconds: 5),
      ]),
  ]

  /// The mails that took a minute and more, over seeds, loads and other stations.
  private static func outcomes(_ example: Example, percent: Int) -> [QueueWorld.Outcome] {
    let hours = percent == 1 ? 200.0 : 40
    return seeds.flatMap { seed in
      [(wait: 0.0, load: 0.5), (3, 0.5), (1, 0.8)].flatMap { wait, load in
        var world = QueueWorld(
          .init(
            rule: AirtimeRule(limit: .seconds(36 * percent)), losses: example.losses,
            waitSeconds: wait, load: load, largest: percent == 1 ? 205 : 600),
          seed: seed)
        world.run(hours: hours)
        return world.outcomes.filter { $0.actual >= 60 }
      }
    }
  }

  @Test(arguments: examples, [1, 10])
  func `half of the estimates are within a fifth, nine tenths of the mails within the limit`(
    example: Example, percent: Int
  ) {
    let outcomes = Self.outcomes(example, percent: percent)
    #expect(outcomes.count > 200, "seeds \(Self.seeds)")
    let errors = outcomes.map { abs($0.median - $0.actual) / $0.actual }.sorted()
    #expect(errors[errors.count / 2] <= 0.2, "seeds \(Self.seeds)")
    let within = outcomes.count { $0.actual <= $0.ninetieth }
    let share = Double(within) / Double(outcomes.count)
    #expect(share >= 0.8 && share <= 0.98, "within \(share), seeds \(Self.seeds)")
  }
}
