// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import LoRaPHY

/// How near the choice of the spreading factor comes to an oracle that knows the signal.
struct RateSection: BenchmarkSection {
  let name = "rate"
  /// Mean SNR in decibels, and the goal.
  private static let goals = [
    (-16.0, 0.84), (-13, nil), (-10, 0.9), (-7, 0.9), (-4, 0.9), (0, 0.9),
  ]
  /// Nothing was tuned on these.
  private static let seeds: [UInt64] = [301, 302, 303, 304, 305, 306]

  func run(_ effort: Effort, into report: inout Report) async throws {
    let hours = effort.runs(4, proof: 30)
    let seeds = Self.seeds.prefix(effort.runs(3, proof: 6))
    report.begin(
      "Goodput of two stations as a part of an oracle's, over a signal that fades by 3 dB in 600 s")
    for (mean, goal) in Self.goals {
      let shares = try await effort.workers.map(seeds.count) { index in
        var world = try RateWorld(
          FadingSignal(mean: mean), seconds: hours * 3600, seed: seeds[index])
        return try world.shareOfOracle()
      }
      let sample = Sample(shares)
      let name = "mean SNR \(Int(mean)) dB, \(seeds.count) signals of \(hours) h"
      guard let goal else {
        report.line(Report.left(name, 62) + Report.right(Unit.percent.text(sample.mean), 12))
        continue
      }
      // Of few hours only what their spread cannot explain is a miss.
      let slack = effort.isProof ? 0 : sample.halfWidth
      report.row(name, sample.mean, .atLeast(goal), .percent, slack: slack)
    }
  }
}
