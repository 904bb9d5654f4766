// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import Gateway

/// `loragw doctor`: what keeps a radio from working on this machine, and the fix.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Looks for the radio on this machine and says what keeps it from working.",
    discussion: """
      Lists SPI buses, GPIO chips and lines in use, a HAT's own name and USB serial
      ports. When the configuration names a board, its lines are checked; if no
      running gateway holds the chip it is asked for its version, and searches the
      channel to see whether its interrupt line rises. Sends nothing. With --probe,
      one serial device is asked which modem's protocol it speaks; no other is
      written to. Exits with 1 when there is a fault.

      Examples:
        loragw doctor --config /etc/loragw/loragw.toml
        loragw doctor --probe /dev/serial/by-id/usb-…
      """)

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration file; \(Configuration.defaultPath), if it exists.", valueName: "file"),
    completion: .file(extensions: ["toml"]))
  var path: String?

  @Option(
    help: ArgumentHelp("Ask this serial device which modem it is.", valueName: "device"),
    completion: .file())
  var probe: String?

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  /// What `--json` prints.
  private struct Report: Encodable {
    var healthy: Bool
    var findings: [Finding]
  }

  func run() async throws {
    if let probe { return try report(DongleProbe(device: probe).diagnosis()) }
    let machine = MachineReader(gpioChips: MachineReader.gpioChips).snapshot()
    try report(
      await Examination(machine, boards: try BoardTable.shipped(), radio: try radio()).diagnosis())
  }

  private func report(_ diagnosis: Diagnosis) throws {
    if json {
      let report = Report(healthy: diagnosis.isHealthy, findings: diagnosis.findings)
      print(try ControlClient.json(report))
    } else {
      let columns = TerminalSize.outputColumns
      let lines = diagnosis.findings.flatMap { FindingText($0).lines(columns: columns) }
      print(TerminalStyle.output.text(lines))
    }
    guard diagnosis.isHealthy else { throw ExitCode(1) }
  }

  /// The radio of the configuration, if there is one.
  private func radio() throws(ConfigurationError) -> RadioConfiguration? {
    guard let path = path ?? Self.existingDefault else { return nil }
    return try Configuration.load(path: path).radio
  }

  private static var existingDefault: String? {
    let path = Configuration.defaultPath
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
