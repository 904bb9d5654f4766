// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Fragmenter
import LoRaDriver
import LoRaPHY

/// How long chat waits for bulk.
struct ChatSection: BenchmarkSection {
  let name = "chat"
  private static let chat = [UInt8](repeating: 1, count: 300)
  private static let image = [UInt8](repeating: 2, count: 150_000)

  func run(_ effort: Effort, into report: inout Report) async throws {
    report.begin("Chat of 300 B among bulk of 150 kB")
    let starts = try await effort.workers.map(effort.runs(4, proof: 40)) { try Self.starts($0) }
    report.row(
      "first frame after the submission, the longest of \(starts.flatMap(\.self).count)",
      starts.flatMap(\.self).max() ?? .infinity, .atMost(0.45), .seconds)
    let waits = try await effort.workers.map(effort.runs(4, proof: 25)) { try Self.waits($0) }
    let sample = Sample(waits.flatMap(\.self))
    report.row(
      "10 % band, 10 % reserved, 10 % loss: p95 of \(waits.flatMap(\.self).count) until confirmed",
      sample.percentile(0.95), .atMost(3), .seconds)
  }

  /// From submissions in the middle of a transfer to the first frames.
  private static func starts(_ seed: Int) throws -> [Double] {
    var pair = try BenchmarkPair.inSession(loss: 0, seed: UInt64(seed))
    try pair.submit(image, as: .bulk)
    return try (0..<12).map { number in
      try pair.run(for: .milliseconds(3000 + 731 * number + 97 * seed))
      let asked = pair.network.now
      let handle = try pair.submit(chat, as: .chat)
      let hasStarted = try pair.network.run(until: asked + .seconds(60)) {
        $0.users[0].station.reports.contains { $0.handle == handle && $0.frames > 0 }
      }
      guard hasStarted else { throw BenchmarkError.stuck }
      return (pair.network.now - asked).inSeconds
    }
  }

  /// From submissions to confirmations: an image every two hours and ten chats an hour.
  private static func waits(_ seed: Int) throws -> [Double] {
    var setting = BenchmarkPair.Setting()
    setting.rule = AirtimeRule(limit: .seconds(360))
    setting.reserve = DutyReserve.standard(
      for: setting.rule, controlFrame: setting.modulation.timeOnAir(payloadBytes: 10),
      handshakeFrame: setting.modulation.timeOnAir(payloadBytes: 61), chatPartsPerMillion: 100_000)
    var pair = try BenchmarkPair.inSession(setting, loss: 0.1, seed: UInt64(seed))
    var random = SplitMix64(seed: UInt64(seed))
    var asked: [(handle: MessageHandle, at: Instant)] = []
    for _ in 0..<10 {
      try pair.submit(image, as: .bulk)
      let end = pair.network.now + .seconds(7200)
      let times = (0..<20).map { _ in Double.random(in: 0..<7200, using: &random) }.sorted()
      for (time, former) in zip(times, [0] + times) {
        try pair.run(for: .seconds(time - former))
        asked.append((try pair.submit(chat, as: .chat), pair.network.now))
      }
      try pair.network.run(until: end)
    }
    try pair.run(for: .seconds(7200))
    return asked.map { handle, at in
      pair.network.users[0].confirmedAt[handle].map { ($0 - at).inSeconds } ?? .infinity
    }
  }
}
