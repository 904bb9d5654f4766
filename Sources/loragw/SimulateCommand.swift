// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import Gateway
import LoRaPHY

/// `loragw simulate`: a network in virtual time.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs a network of gateways in virtual time.",
    discussion: """
      The gateways' own machines run on a simulated air, single-threaded: the same
      seed gives the same world, bit for bit, and the same picture. The scenario
      says where the gateways stand, what the air does to frames, and who writes to
      whom: mail over the link, or bare unacknowledged frames. Its keys, and those
      of the JSON, are in docs/simulate.md.

      For each gateway the airtime of its worst hour is told as a share of what the
      law allows in any sliding hour, reckoned from the frames on the air and not
      from the gateway's own ledger; in region "lab", which has no law, as a share
      of the hour.

      Example:
        loragw simulate Examples/scenarios/village.toml --seed 7 --svg village.svg
      """)

  @Argument(help: ArgumentHelp("The scenario.", valueName: "scenario.toml"))
  var file: String

  @Option(help: "The seed of the world.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON instead of tables.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Draw who transmitted when, and the airtime of each sliding hour, into an SVG file.",
      valueName: "file"))
  var svg: String?

  func run() throws {
    let scenario = try Scenario.load(path: file)
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    var simulation = try SimulationRun(scenario, seed: seed) { name in
      try InputFile.read(URL(fileURLWithPath: name, relativeTo: folder).path)
    }
    var progress = ProgressLine()
    simulation.onProgress = { virtualSeconds in
      progress.show("\(Figures.duration(seconds: virtualSeconds)) of virtual time")
    }
    let report = try simulation.run { Double(SystemClock.now().microseconds) / 1_000_000 }
    progress.clear()
    if let svg { try draw(simulation.record, report, into: svg) }
    guard !json else { return print(try ControlClient.json(report)) }
    let lines = SimulationTables(report).lines(columns: TerminalSize.outputColumns)
    print(TerminalStyle.output.text(lines))
  }

  private func draw(
    _ record: SimulationRecord, _ report: SimulationReport, into path: String
  ) throws(CommandFailure) {
    let name = URL(fileURLWithPath: file).lastPathComponent
    let picture = TimelineDrawing(record, report, name: name).svg
    try OutputFile.write(Array(picture.utf8), to: path)
  }
}
