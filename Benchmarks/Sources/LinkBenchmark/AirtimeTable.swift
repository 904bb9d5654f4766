// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import LoRaPHY

/// What one message costs, by size, loss and spreading factor.
struct AirtimeTable: BenchmarkSection {
  let name = "airtime"

  func run(_ effort: Effort, into report: inout Report) async throws {
    report.begin("Airtime of one message, SF7/125 kHz 4/5, both sides, session open")
    report.line(AirtimeRow.heading)
    for (bytes, goals) in AirtimeGoals.bySize {
      for (loss, goal) in zip(AirtimeGoals.losses, goals) {
        let runs = runs(effort, bytes: bytes, most: 10_000)
        let costs = try await effort.transfers(runs, bytes: bytes, loss: loss)
        AirtimeRow(factor: .sf7, bytes: bytes, loss: loss, goal: goal, costs: costs)
          .print(effort, into: &report)
      }
    }
    report.begin("The same with slower spreading factors, 10 % loss")
    report.line(AirtimeRow.heading)
    for (factor, goals) in AirtimeGoals.byFactor {
      for (bytes, goal) in zip(AirtimeGoals.slowSizes, goals) {
        let setting = BenchmarkPair.Setting(modulation: BenchmarkPair.Setting.modulation(factor))
        let runs = runs(effort, bytes: bytes, most: 3000)
        let costs = try await effort.transfers(runs, bytes: bytes, loss: 0.1, setting: setting)
        AirtimeRow(factor: factor, bytes: bytes, loss: 0.1, goal: goal, costs: costs)
          .print(effort, into: &report)
      }
    }
  }

  private func runs(_ effort: Effort, bytes: Int, most: Int) -> Int {
    effort.runs(min(most, 8_000_000 / bytes), proof: bytes <= 2000 ? 20_000 : 1000)
  }
}
