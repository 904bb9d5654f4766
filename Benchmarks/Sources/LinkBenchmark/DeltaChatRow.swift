// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation

/// What a Delta Chat text may cost at most.
struct DeltaChatGoal {
  /// Frames lost.
  let loss: Double
  /// Airtime of both sides, seconds.
  let airtime: Double
  /// What LXMF over Reticulum and an RNode takes for the same text on the same channel, seconds:
  /// its airtime, and the time until its sender has the proof.
  let lxmf: (airtime: Double, proof: Double)

  static let all = [
    DeltaChatGoal(loss: 0, airtime: 3.1, lxmf: (6.5, 9)),
    DeltaChatGoal(loss: 0.1, airtime: 3.5, lxmf: (8.8, 44)),
    DeltaChatGoal(loss: 0.2, airtime: 4.0, lxmf: (11.4, 77)),
    DeltaChatGoal(loss: 0.3, airtime: 4.6, lxmf: (13.4, 92)),
  ]

  /// From the submission to the proof, seconds.
  static func proof(afterAirtime airtime: Double) -> Double { 1.05 * airtime + 0.2 }
}

/// What Delta Chat texts cost with one loss, beside the goals.
struct DeltaChatRow {
  private let packing: DeltaChatTexts.Packing
  private let bytes: Double
  private let goal: DeltaChatGoal
  private let airtime: Sample
  private let proof: Sample

  init(
    packing: DeltaChatTexts.Packing, payloads: [[UInt8]], goal: DeltaChatGoal,
    costs: [TransferCost]
  ) {
    self.packing = packing
    self.goal = goal
    bytes = Double(payloads.reduce(0) { $0 + $1.count }) / Double(max(payloads.count, 1))
    airtime = Sample(costs.map(\.airtime.inSeconds))
    proof = Sample(costs.map(\.time.inSeconds))
  }

  private static let columns = [17, 6, 7, 9, 9, 7, 7, 8, 9, 8, 10, 7]

  /// The heading: `proof` is the time from the submission to the confirmation.
  static let heading = line([
    "", "lost", "bytes", "airtime", "+- 95 %", "goal", "p95", "proof", "+- 95 %", "goal",
    "LXMF air", "proof",
  ])

  /// The figures.
  var line: String {
    let isJudged = packing == .history
    return Self.line([
      packing.rawValue, Unit.wholePercent(goal.loss), String(format: "%.0f", bytes),
      Self.seconds(airtime.mean), Self.seconds(airtime.halfWidth),
      isJudged ? String(format: "%.1f", goal.airtime) : "",
      String(format: "%.2f", airtime.percentile(0.95)), Self.seconds(proof.mean),
      Self.seconds(proof.halfWidth), isJudged ? Self.seconds(latestProof) : "",
      String(format: "%.1f", goal.lxmf.airtime), String(format: "%.0f", goal.lxmf.proof),
    ])
  }

  /// Judges the figures: the mark, and what was missed.
  func judgement(_ effort: Effort, in report: inout Report) -> String {
    // Of few runs only what their spread cannot explain is a miss.
    let slack = effort.isProof ? 0 : airtime.halfWidth
    let figures = [
      ("airtime", Goal.atMost(goal.airtime).verdict(on: airtime.mean, slack: slack)),
      ("proof", Goal.atMost(latestProof).verdict(on: proof.mean)),
    ]
    let misses = figures.filter { what, verdict in
      report.judge("\(Unit.wholePercent(goal.loss)) lost, \(what)", verdict)
        == Verdict.miss.rawValue
    }
    let mark = misses.isEmpty ? Verdict.good : .miss
    return "  \(mark.rawValue)" + misses.map { " \($0.0)" }.joined()
  }

  private var latestProof: Double { DeltaChatGoal.proof(afterAirtime: airtime.mean) }

  private static func seconds(_ value: Double) -> String { String(format: "%.3f", value) }

  private static func line(_ cells: [String]) -> String {
    zip(cells, columns).enumerated().map { place, cell in
      place == 0 ? Report.left(cell.0, cell.1) : Report.right(cell.0, cell.1)
    }.joined()
  }
}
