// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import LoRaPHY

/// How far the link's rule is from the best one, whatever earlier traffic made it believe.
struct MarginSection: BenchmarkSection {
  let name = "margin"
  private static let goal = 0.01
  /// What was lost before, as a link may wrongly expect it to go on.
  private static let beliefs = [0, 0.4]

  func run(_ effort: Effort, into report: inout Report) async throws {
    report.begin("Airtime above the optimum that knows the loss, after traffic with another loss")
    for bytes in [2000, 10_000] {
      for loss in AirtimeGoals.losses {
        let least = try optimum(bytes: bytes, loss: loss)
        for belief in Self.beliefs where belief != loss {
          let runs = effort.runs(6_000_000 / bytes, proof: 40_000_000 / bytes)
          let airtime = try await airtime(effort, bytes, loss: loss, after: belief, runs: runs)
          // Of few runs only what their spread cannot explain is a miss.
          let slack = effort.isProof ? 0 : airtime.halfWidth / least
          report.row(
            "\(bytes) B, \(percent(loss)) lost, \(percent(belief)) before",
            airtime.mean / least - 1,
            .atMost(Self.goal), .percent, slack: slack)
        }
      }
    }
  }

  private func percent(_ share: Double) -> String { Unit.wholePercent(share) }

  private func optimum(bytes: Int, loss: Double) throws -> Double {
    var pair = try BenchmarkPair.inSession(loss: 0, seed: 1)
    let handle = try pair.submit([UInt8](repeating: 0, count: bytes))
    try pair.run(untilConfirmed: handle)
    guard let sent = pair.network.users[0].reports[handle] else { throw BenchmarkError.stuck }
    let modulation = BenchmarkPair.Setting.modulation(.sf7)
    let frameBytes = sent.bytes / sent.frames
    let optimum = OptimalTransfer(
      symbolFrame: modulation.timeOnAir(payloadBytes: frameBytes).inSeconds,
      pollingFrame: modulation.timeOnAir(payloadBytes: frameBytes + 2).inSeconds,
      controlFrame: modulation.timeOnAir(payloadBytes: 10).inSeconds, loss: loss)
    return optimum.airtime(symbols: sent.sourceCount)
  }

  private func airtime(
    _ effort: Effort, _ bytes: Int, loss: Double, after belief: Double, runs: Int
  ) async throws -> Sample {
    let each = 50
    let seconds = try await effort.workers.map((runs + each - 1) / each) { session in
      let seed = UInt64(bytes) << 40 | UInt64(loss * 1000) << 24 | UInt64(session)
      var pair = try BenchmarkPair.inSession(loss: belief, seed: seed)
      for _ in 0..<5 { try pair.deliver([UInt8](repeating: 1, count: 4000)) }
      pair.network.air.loss = .independent(loss)
      return try (0..<each).map { _ in
        try pair.deliver([UInt8](repeating: 2, count: bytes)).airtime.inSeconds
      }
    }
    return Sample(seconds.flatMap(\.self))
  }
}
