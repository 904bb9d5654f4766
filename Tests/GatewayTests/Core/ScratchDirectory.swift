// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

extension Sample {
  /// Runs a test body in a fresh directory that is gone afterwards; sockets fit into its path.
  static func inDirectory(
    isolation: isolated (any Actor)? = #isolation, _ body: (String) async throws -> Void
  ) async throws {
    let path = NSTemporaryDirectory() + "/lg-\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }
}
