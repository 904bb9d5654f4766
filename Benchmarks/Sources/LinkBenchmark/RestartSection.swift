// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport

/// What it costs that a process ends in the middle of a long transfer.
struct RestartSection: BenchmarkSection {
  let name = "restart"
  private static let message = [UInt8](repeating: 1, count: 150_000)

  func run(_ effort: Effort, into report: inout Report) async throws {
    report.begin("Restart in the middle of 150 kB, 10 % loss: extra airtime")
    let runs = effort.runs(8, proof: 200)
    let whole = try await airtime(effort, runs, restarting: [])
    for (name, sides) in [("the sender", [0]), ("the receiver", [1]), ("both", [0, 1])] {
      let restarted = try await airtime(effort, runs, restarting: sides)
      report.row(name, restarted / whole - 1, .atMost(0.02), .percent)
    }
  }

  private func airtime(_ effort: Effort, _ runs: Int, restarting sides: [Int]) async throws
    -> Double
  {
    let seconds = try await effort.workers.map(runs) { seed in
      var pair = try BenchmarkPair.inSession(loss: 0.1, seed: UInt64(seed))
      let before = pair.meter
      let handle = try pair.submit(Self.message)
      // From 20 to 250 s, so also in the last rounds.
      try pair.run(for: .seconds(20 + 230 * seed / max(runs - 1, 1)))
      for side in sides { try pair.restart(side) }
      try pair.run(untilConfirmed: handle)
      return (pair.meter - before).airtime.inSeconds
    }
    return Sample(seconds).mean
  }
}
