// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation

/// Prints what the daemon asks of a machine beside its goals; exit status 1 when one is missed.
///
/// The program is the release build beside this package, run with everything on: both doors, the
/// drop folder, a status page, a simulated radio with a peer. Arguments: `--program FILE` for
/// another one; `--proof` for longer runs, which also wait until the codec has given its memory
/// back.
@main enum DaemonBenchmark {
  static func main() throws {
    do {
      var report = Report()
      try run(into: &report)
      report.end()
    } catch let error as DaemonBenchmarkError {
      FileHandle.standardError.write(Data("DaemonBenchmark: \(error)\n".utf8))
      exit(2)
    }
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func run(into report: inout Report) throws {
    var program = root.path + "/.build/release/loragw"
    var isProof = false
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--proof": isProof = true
      case "--program":
        guard let path = arguments.popFirst() else {
          throw DaemonBenchmarkError.unknownArgument(argument)
        }
        program = path
      default: throw DaemonBenchmarkError.unknownArgument(argument)
      }
    }
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw DaemonBenchmarkError.noProgram(program)
    }
    report.line("The daemon \(program)")
    let site = try BenchmarkSite(program: program)
    defer { site.close() }
    try LoadSection(site, isProof: isProof).run(into: &report)
    try StartSection(site, isProof: isProof).run(into: &report)
    try SizeSection(program: root.path + "/.build/static/release/loragw").run(into: &report)
  }
}
