// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation

/// What comes with the package: one program with the Swift runtime inside.
struct SizeSection {
  private let program: String

  init(program: String) { self.program = program }

  func run(into report: inout Report) throws {
    report.begin("Stripped program with the Swift runtime inside")
    guard FileManager.default.fileExists(atPath: program) else {
      return report.line("not built; make deb builds it")
    }
    let stripped = FileManager.default.temporaryDirectory.path + "/loragw-stripped-\(getpid())"
    defer { unlink(stripped) }
    let strip = Process()
    strip.executableURL = URL(fileURLWithPath: "/usr/bin/strip")
    strip.arguments = ["-o", stripped, program]
    try strip.run()
    strip.waitUntilExit()
    let found = try FileManager.default.attributesOfItem(atPath: stripped)[.size] as? Int
    guard strip.terminationStatus == 0, let size = found else {
      throw DaemonBenchmarkError.commandFailed("strip \(program)")
    }
    report.row("size", Double(size), .atMost(95_000_000), .megabytes)
  }
}
