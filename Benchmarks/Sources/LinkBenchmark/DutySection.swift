// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Fragmenter
import LoRaPHY

/// How fast messages get through, and how much of the legal airtime is used, in bands with a limit.
struct DutySection: BenchmarkSection {
  let name = "duty"

  func run(_ effort: Effort, into report: inout Report) async throws {
    report.begin("Bands with a duty cycle, nothing reserved, 10 % loss, mean until confirmed")
    for (bytes, percent, runs, goal) in [
      (150_000, 10, 15, 275.0), (10_000, 1, 200, 19.0), (50_000, 1, 40, 2.01 * 3600),
    ] {
      let times = try await effort.workers.map(effort.runs(runs, proof: 1000)) { seed in
        var pair = try Self.pair(percent: percent, loss: 0.1, seed: UInt64(seed))
        return try pair.deliver([UInt8](repeating: 1, count: bytes)).time.inSeconds
      }
      report.row(
        "\(bytes) B in a \(percent) % band", Sample(times).mean, .atMost(goal), .seconds)
    }
    for percent in [1, 10] {
      let used = try Self.use(percent: percent, hours: effort.runs(12, proof: 48))
      report.row(
        "budget of a \(percent) % band used while mails wait", used, .atLeast(0.99), .percent)
    }
  }

  private static func pair(percent: Int, loss: Double, seed: UInt64) throws -> BenchmarkPair {
    var setting = BenchmarkPair.Setting()
    setting.rule = AirtimeRule(limit: .seconds(36 * percent))
    var pair = try BenchmarkPair.inSession(setting, loss: loss, seed: seed)
    // The ledger is empty again before anything is measured.
    try pair.run(for: .seconds(4000))
    return pair
  }

  /// The part of the legal airtime that a queue of mails uses which is never empty.
  private static func use(percent: Int, hours: Int) throws -> Double {
    var pair = try pair(percent: percent, loss: 0.1, seed: UInt64(percent))
    let window = AirtimeRule(limit: .seconds(36 * percent)).countedWindow
    var queued: [MessageHandle] = []
    let start = pair.network.now
    let before = pair.network.users[0].station.counters.airtimeSent
    while pair.network.now < start + window * hours {
      if queued.isEmpty || pair.network.users[0].confirmedAt[queued[0]] != nil {
        // Of many sizes, so that small frames fill what large ones leave of an hour.
        let size = 60 + Int(pair.network.now.microseconds % 1900)
        queued = [try pair.submit([UInt8](repeating: 3, count: size))]
      }
      try pair.network.step()
    }
    let used = pair.network.users[0].station.counters.airtimeSent - before
    guard let budget = AirtimeRule(limit: .seconds(36 * percent)).budget else { return 0 }
    return used / (budget * hours)
  }
}
