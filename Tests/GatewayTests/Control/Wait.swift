// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Waiting for what another task does; the test's time limit ends it.
enum Wait {
  /// Returns once the condition holds.
  static func until(
    isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
  ) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
  }
}
