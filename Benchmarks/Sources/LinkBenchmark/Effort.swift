// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How many runs a figure is worth.
struct Effort: Sendable {
  /// Whether figures are to be proved, or only looked at.
  var isProof: Bool
  var workers: Workers

  /// Runs of one figure.
  func runs(_ usual: Int, proof: Int) -> Int { isProof ? proof : usual }

  /// The costs of independent messages, each session with its own seed.
  ///
  /// A session carries no more messages than it can without a new handshake; for a proof each
  /// message has its own session, and so its own seed.
  func transfers(
    _ runs: Int, bytes: Int, loss: Double, setting: BenchmarkPair.Setting = .init()
  ) async throws -> [TransferCost] {
    let each = isProof ? 1 : min(runs, 100)
    let sessions = (runs + each - 1) / each
    return try await workers.map(sessions) { session in
      let seed = UInt64(bytes) << 40 | UInt64(loss * 1000) << 24 | UInt64(session)
      var pair = try BenchmarkPair.inSession(setting, loss: loss, seed: seed)
      return try (0..<each).map { message in
        try pair.deliver([UInt8](repeating: UInt8(truncatingIfNeeded: message), count: bytes))
      }
    }.flatMap(\.self)
  }
}
