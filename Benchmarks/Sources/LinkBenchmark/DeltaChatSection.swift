// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation
import LoRaPHY

/// What one text of a Delta Chat conversation costs, from its submission to the proof of delivery.
struct DeltaChatSection: BenchmarkSection {
  let name = "deltachat"

  func run(_ effort: Effort, into report: inout Report) async throws {
    let texts = try DeltaChatTexts()
    let size = String(format: "%.1f kB", Double(texts.rawBytes) / 1000)
    report.begin("One Delta Chat text (\(size)), SF7/125 kHz 4/5, both sides, session open")
    report.line(DeltaChatRow.heading)
    for packing in DeltaChatTexts.Packing.allCases {
      let payloads = try texts.payloads(packing)
      let isJudged = packing == .history
      for goal in DeltaChatGoal.all where isJudged || goal.loss <= 0.1 {
        let costs = try await Self.costs(
          effort, payloads, loss: goal.loss, runs: isJudged ? 4000 : 1000)
        let row = DeltaChatRow(packing: packing, payloads: payloads, goal: goal, costs: costs)
        report.line(row.line + (isJudged ? row.judgement(effort, in: &report) : ""))
      }
    }
    report.line(
      "beside it the codec on this machine, packing and reading, one text: "
        + Unit.milliseconds.text(try texts.codecTime().inSeconds))
  }

  private static func costs(
    _ effort: Effort, _ payloads: [[UInt8]], loss: Double, runs: Int
  ) async throws -> [TransferCost] {
    let each = effort.isProof ? payloads.count : 50
    let sessions = effort.runs(runs, proof: 20_000) / each
    return try await effort.workers.map(sessions) { session in
      let seed = UInt64(0xDC) << 40 | UInt64(loss * 1000) << 24 | UInt64(session)
      var pair = try BenchmarkPair.inSession(loss: loss, seed: seed)
      return try (0..<each).map { number in
        let payload = payloads[number % payloads.count]
        let cost = try pair.deliver(payload, as: .chat)
        guard pair.network.users[1].opened.last == payload else { throw BenchmarkError.wrongDecode }
        return cost
      }
    }.flatMap(\.self)
  }
}
