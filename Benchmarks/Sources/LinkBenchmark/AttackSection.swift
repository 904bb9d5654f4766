// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Fragmenter
import LoRaDriver
import LoRaPHY

/// What frames of a stranger cost: forged during the traffic, replayed after it.
struct AttackSection: BenchmarkSection {
  let name = "attack"

  /// What one world came to.
  private struct Outcome {
    var airtime = 0.0
    var wrong = 0
  }

  func run(_ effort: Effort, into report: inout Report) async throws {
    let transfers = effort.runs(2000, proof: 100_000)
    report.begin("Frames of a stranger, \(transfers) transfers of 2 kB, 10 % loss")
    let quiet = try await outcome(effort, transfers, forging: false)
    let forged = try await outcome(effort, transfers, forging: true)
    report.row(
      "one forged frame to twenty: extra airtime", forged.airtime / quiet.airtime - 1,
      .atMost(0.0005), .percent)
    report.row("the same: wrong messages", Double(forged.wrong + quiet.wrong), .atMost(0), .count)
    let replay = try await effort.workers.map(effort.runs(10, proof: 200)) { try Self.replay($0) }
    report.row(
      "all recorded frames replayed to both: extra airtime", Sample(replay).mean, .atMost(0.01),
      .percent)
  }

  private func outcome(_ effort: Effort, _ transfers: Int, forging: Bool) async throws -> Outcome {
    let each = 50
    let outcomes = try await effort.workers.map(transfers / each) { session in
      var pair = try BenchmarkPair.inSession(loss: 0.1, seed: UInt64(session))
      var stranger = Stranger(random: SplitMix64(seed: UInt64(session)), isActive: forging)
      try pair.keepSent()
      let before = pair.meter
      var outcome = Outcome()
      for number in 0..<each {
        let payload = stranger.bytes(2000)
        let handle = try pair.submit(payload)
        while pair.network.users[0].confirmedAt[handle] == nil {
          try pair.network.step()
          try stranger.strike(&pair)
        }
        let opened = pair.network.users[1].opened
        if opened.last != payload || opened.count < number + 2 { outcome.wrong += 1 }
      }
      outcome.airtime = (pair.meter - before).airtime.inSeconds
      return outcome
    }
    return outcomes.reduce(into: Outcome()) {
      $0.airtime += $1.airtime
      $0.wrong += $1.wrong
    }
  }

  /// The part by which all frames of twenty transfers, replayed, add to their airtime.
  private static func replay(_ seed: Int) throws -> Double {
    var pair = try BenchmarkPair(seed: UInt64(seed))
    try pair.keepSent()
    try pair.deliver([0])
    pair.network.air.loss = .independent(0.1)
    for _ in 0..<20 { try pair.deliver([UInt8](repeating: 1, count: 2000)) }
    let spent = pair.meter.airtime
    for frame in pair.network.users.flatMap(\.sent) {
      for side in 0..<2 { try pair.inject(frame, to: side) }
      try pair.run(for: .milliseconds(100))
    }
    try pair.run(for: .seconds(3600))
    return pair.meter.airtime / spent - 1
  }
}
