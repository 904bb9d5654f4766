// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation
import LoRaPHY

/// What messages of one size cost with one loss and spreading factor, beside the goals.
struct AirtimeRow {
  let factor: SpreadingFactor
  let bytes: Int
  let loss: Double
  /// Seconds of airtime, at most.
  let goal: Double
  let costs: [TransferCost]

  private static let columns = [7, 6, 9, 9, 9, 9, 9, 7, 7, 7, 8]

  /// The heading: `done/` is the time from the first frame on and `recv` the receiver's part, both
  /// as shares of the airtime.
  static let heading = line([
    "bytes", "", "sent B", "airtime", "+- 95 %", "p95", "goal", "ratio", "done/", "recv", "",
  ])

  private static func line(_ cells: [String]) -> String {
    zip(cells, columns).map { Report.right($0, $1) }.joined()
  }

  private var message: String {
    (factor == .sf7 ? "" : "\(factor) ") + "\(bytes) B at \(Unit.wholePercent(loss))"
  }

  /// Judges the figures and prints them.
  func print(_ effort: Effort, into report: inout Report) {
    let airtime = Sample(costs.map(\.airtime.inSeconds))
    let total = sum { $0.airtime.inSeconds }
    let share = sum { $0.receiverAirtime.inSeconds } / total
    let time = sum { ($0.time - $0.wait).inSeconds } / total
    // Of few runs only what their spread cannot explain is a miss.
    let slack = effort.isProof ? 0 : airtime.halfWidth
    let figures: [(what: String, value: Double, most: Double?, slack: Double)] = [
      ("airtime", airtime.mean, goal * AirtimeGoals.tolerance(factor), slack),
      ("completion", time, AirtimeGoals.completion(bytes: bytes, loss: loss), 0),
      ("receiver", share, AirtimeGoals.receiverShare(bytes: bytes, loss: loss), 0),
    ]
    let misses = figures.filter { figure in
      guard let most = figure.most else { return false }
      let verdict = Goal.atMost(most).verdict(on: figure.value, slack: figure.slack)
      return report.judge("\(message), \(figure.what)", verdict) == Verdict.miss.rawValue
    }
    let mark = misses.isEmpty ? Verdict.good : .miss
    report.line(
      Self.line([
        "\(bytes)", factor == .sf7 ? Unit.wholePercent(loss) : "\(factor)",
        String(format: "%.0f", sum { Double($0.bytes) } / Double(max(costs.count, 1))),
        String(format: "%.3f", airtime.mean), String(format: "%.3f", airtime.halfWidth),
        String(format: "%.2f", airtime.percentile(0.95)), String(format: "%.3f", goal),
        String(format: "%.3f", airtime.mean / goal), String(format: "%.3f", time),
        String(format: "%.2f%%", share * 100), mark.rawValue,
      ]) + misses.map { " \($0.what)" }.joined())
  }

  private func sum(_ part: (TransferCost) -> Double) -> Double {
    costs.reduce(0) { $0 + part($1) }
  }
}
