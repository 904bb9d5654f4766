// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The cores that the benchmark may use: one unless more are asked for.
struct Workers: Sendable {
  let count: Int

  /// Runs a body for 0 ..< runs; the results are in order, and the same for any count of cores.
  func map<Result: Sendable>(
    _ runs: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) async throws -> [Result] {
    guard count > 1 else { return try (0..<runs).map(body) }
    return try await withThrowingTaskGroup(of: [(Int, Result)].self) { group in
      for worker in 0..<count {
        group.addTask {
          try stride(from: worker, to: runs, by: count).map { ($0, try body($0)) }
        }
      }
      var results: [(Int, Result)] = []
      for try await part in group { results += part }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
