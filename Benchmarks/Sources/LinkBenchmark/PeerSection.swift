// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport

/// Beside what was measured of Reticulum on the same radio settings.
struct PeerSection: BenchmarkSection {
  let name = "peers"

  /// Measured seconds of a Reticulum resource transfer at SF7/125 kHz.
  private enum Reticulum {
    static let twoKilobytes = 5.0
    static let tenKilobytes = 19.2
    static let tenKilobytesLossy = 36.5
    static let tenKilobytesLossyTime = 158.0
  }

  func run(_ effort: Effort, into report: inout Report) async throws {
    report.begin("Reticulum's measured seconds on the same radio, in times of ours")
    let small = try await effort.transfers(20, bytes: 2000, loss: 0)
    let large = try await effort.transfers(20, bytes: 10_000, loss: 0)
    let lossy = try await effort.transfers(
      effort.runs(500, proof: 1000), bytes: 10_000, loss: 0.2)
    func row(
      _ name: String, _ costs: [TransferCost], _ part: KeyPath<TransferCost, Duration>,
      _ theirs: Double, _ goal: Double
    ) {
      let ours = Sample(costs.map { $0[keyPath: part].inSeconds }).mean
      let figures = "\(Unit.seconds.text(ours)), theirs \(Unit.seconds.text(theirs))"
      report.row("\(name): ours \(figures)", theirs / ours, .atLeast(goal), .times)
    }
    row("2 kB, airtime", small, \.airtime, Reticulum.twoKilobytes, 1.07)
    row("10 kB, airtime", large, \.airtime, Reticulum.tenKilobytes, 1.07)
    row("10 kB at 20 %, airtime", lossy, \.airtime, Reticulum.tenKilobytesLossy, 1.45)
    row("10 kB at 20 %, time", lossy, \.time, Reticulum.tenKilobytesLossyTime, 2.5)
  }
}
