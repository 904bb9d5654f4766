// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport

/// Prints what the link costs beside its goals; exit status 1 when one is missed.
///
/// Bytes and airtime come first, seconds of the machine last.
///
/// Arguments: `--proof` for the runs that prove, `--jobs N` for more cores, names of sections.
@main enum LinkBenchmark {
  private static let sections: [any BenchmarkSection] = [
    AirtimeTable(), DeltaChatSection(), MarginSection(), PeerSection(), HandshakeSection(),
    RestartSection(), AttackSection(), DutySection(), ChatSection(), RateSection(),
    CodingSection(),
  ]

  static func main() async throws {
    var effort = Effort(isProof: false, workers: Workers(count: 1))
    var wanted: Set<String> = []
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--proof": effort.isProof = true
      case "--jobs":
        guard let count = arguments.popFirst().flatMap({ Int($0) }), count > 0 else {
          throw BenchmarkError.unknownArgument(argument)
        }
        effort.workers = Workers(count: count)
      case let name where sections.contains { $0.name == name }: wanted.insert(name)
      default: throw BenchmarkError.unknownArgument(argument)
      }
    }
    var report = Report()
    for section in sections where wanted.isEmpty || wanted.contains(section.name) {
      try await section.run(effort, into: &report)
    }
    report.end()
  }
}
