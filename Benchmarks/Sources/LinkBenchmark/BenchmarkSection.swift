// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport

/// A part of the benchmark that can be asked for by name.
protocol BenchmarkSection: Sendable {
  var name: String { get }
  func run(_ effort: Effort, into report: inout Report) async throws
}
