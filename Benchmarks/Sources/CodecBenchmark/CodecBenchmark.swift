// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation
import MailCodec

/// Prints what mails cost beside other compressors and goals, alone and after earlier mails, and
/// what the codec asks of the machine; exit status 1 when a goal is missed.
@main enum CodecBenchmark {
  static func main() throws {
    do {
      var report = Report()
      try run(into: &report)
      report.end()
    } catch let error as CodecBenchmarkError {
      FileHandle.standardError.write(Data("CodecBenchmark: \(error)\n".utf8))
      exit(2)
    }
  }

  private static func run(into report: inout Report) throws {
    let programs = try OtherCompressor.programs()
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let found = try HeldBackMails(root: root)
    let start = ProcessorTime.seconds
    let codec = MailCodec()
    let priming = ProcessorTime.seconds - start
    let costs = try found.mails.map { try MailCost($0, codec, programs) }
    report.line("Mails in \(found.folder.standardizedFileURL.path); loragw with envelope")
    report.begin("Mean bytes, each mail alone")
    SizeTable(costs, after: .nothing).print(into: &report)
    report.begin("Mean bytes, each mail after those before it in its direction, without the first")
    SizeTable(try MailCost.afterEarlier(costs, codec), after: .earlierMails)
      .print(into: &report)
    try SpeedSection(codec, mails: found.mails).run(into: &report)
    report.line("priming the model, once: \(Unit.milliseconds.text(priming))")
  }
}
