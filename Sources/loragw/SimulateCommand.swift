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
      The gateways' own machines run on a simulated air, single-threaded: the same seed gives the
      same world, bit for bit.

      Example:
        loragw simulate Examples/scenarios/village.toml --seed 7 --json
      """)

  @Argument(help: ArgumentHelp("The scenario.", valueName: "scenario.toml"))
  var file: String

  @Option(help: "The seed of the world.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON instead of tables.")
  var json = false

  func run() throws {
    let scenario = try Scenario.load(path: file)
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    var simulation = try SimulationRun(scenario, seed: seed) { name in
      try InputFile.read(URL(fileURLWithPath: name, relativeTo: folder).path)
    }
    let report = try simulation.run { Double(SystemClock.now().microseconds) / 1_000_000 }
    print(json ? try ControlClient.json(report) : Self.text(report))
  }

  private static func text(_ report: SimulationReport) -> String {
    var gateways = TextTable(["gateway", "frames", "bytes on air", "airtime"])
    for (name, gateway) in report.gateways.sorted(by: { $0.key < $1.key }) {
      gateways.add([
        name, "\(gateway.frames)", "\(gateway.bytesOnAir)",
        Figures.decimals(gateway.airtimeS, places: 1) + " s",
      ])
    }
    let arrived = report.messages.filter { !$0.failed }
    let times = arrived.compactMap { message in message.proofS.map { $0 - message.atS } }.sorted()
    let median = times.isEmpty ? 0 : times[times.count / 2]
    let late = times.isEmpty ? 0 : times[min(times.count - 1, times.count * 95 / 100)]
    let rate = report.wallS > 0 ? report.virtualS / report.wallS : 0
    return """
      \(gateways.text)

      messages   \(report.messages.count), \(arrived.count) arrived; proof after \
      \(Figures.duration(seconds: median)) (median), \(Figures.duration(seconds: late)) (95 %)
      receptions \(report.channel.lost) lost, \(report.channel.collided) collided, \
      \(report.channel.deaf) missed while transmitting
      time       \(Figures.duration(seconds: report.virtualS)) virtual in \
      \(Figures.decimals(report.wallS, places: 2)) s: \(Figures.decimals(rate, places: 0)) times \
      real time, \(report.events) events
      """
  }
}
