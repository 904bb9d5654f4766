// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Fragmenter
import LoRaPHY

/// What a session costs, at first and in the middle of a transfer.
struct HandshakeSection: BenchmarkSection {
  let name = "handshake"
  private static let message = [UInt8](repeating: 1, count: 10_000)

  func run(_ effort: Effort, into report: inout Report) async throws {
    report.begin("Handshake")
    let first = try Self.cost(of: [0], startingWithoutSession: true)
    let later = try Self.cost(of: [0], startingWithoutSession: false)
    let handshake = first - later
    report.row("frames", Double(handshake.frames), .atMost(2), .count)
    report.row("bytes", Double(handshake.bytes), .atMost(130), .bytes)
    report.row("airtime", handshake.airtime.inSeconds, .atMost(0.22), .seconds)
    let runs = effort.runs(200, proof: 2000)
    let lost = try await effort.workers.map(runs) { try Self.lostByRekey($0) }
    report.row(
      "messages lost or doubled by \(runs) new sessions in 10 kB at 20 % loss",
      lost.reduce(0, +), .atMost(0), .count)
  }

  private static func cost(
    of payload: [UInt8], startingWithoutSession isFirst: Bool
  ) throws -> TransferCost {
    var pair = try isFirst ? BenchmarkPair(seed: 1) : BenchmarkPair.inSession(loss: 0, seed: 1)
    return try pair.deliver(payload)
  }

  /// Messages that did not arrive exactly once though both sides made new sessions meanwhile.
  private static func lostByRekey(_ seed: Int) throws -> Double {
    var pair = try BenchmarkPair.inSession(loss: 0.2, seed: UInt64(seed))
    let handle = try pair.submit(message)
    try pair.run(for: .milliseconds(500 + seed % 200 * 80))
    try pair.rekey(seed & 1)
    try pair.run(untilConfirmed: handle)
    try pair.run(for: .seconds(600))
    let arrived = pair.network.users[1].opened.count { $0 == message }
    return abs(Double(arrived) - 1)
  }
}
