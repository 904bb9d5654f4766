// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import Gateway

/// `loragw doctor`: what keeps a radio from working on this machine, and the fix.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Looks for the radio on this machine and says what keeps it from working.",
    discussion: """
      Lists SPI buses, GPIO chips and lines in use, a HAT's own name and USB serial
      ports. When the configuration names a board, its lines are checked, and the
      chip is asked for its version if no running gateway holds it. Sends nothing.
      Exits with 1 when there is a fault.

      Example:
        loragw doctor --config /etc/loragw/loragw.toml
      """)

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration file; \(Configuration.defaultPath), if it exists.", valueName: "file"),
    completion: .file(extensions: ["toml"]))
  var path: String?

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  /// What `--json` prints.
  private struct Report: Encodable {
    var healthy: Bool
    var findings: [Finding]
  }

  func run() throws {
    let machine = MachineReader(gpioChips: MachineReader.gpioChips).snapshot()
    let diagnosis = Examination(
      machine, boards: try BoardTable.shipped(), board: try board()
    ).diagnosis()
    if json {
      let report = Report(healthy: diagnosis.isHealthy, findings: diagnosis.findings)
      print(try ControlClient.json(report))
    } else {
      for finding in diagnosis.findings { print(finding.text) }
    }
    guard diagnosis.isHealthy else { throw ExitCode(1) }
  }

  /// The board of the configuration, if there is one.
  private func board() throws(ConfigurationError) -> Board? {
    guard let path = path ?? Self.existingDefault,
      case .board(let board) = try Configuration.load(path: path).radio.attachment
    else { return nil }
    return board
  }

  private static var existingDefault: String? {
    let path = Configuration.defaultPath
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}

extension Finding {
  /// One line, and the fix below it.
  fileprivate var text: String {
    let mark = kind.rawValue.padding(toLength: 7, withPad: " ", startingAt: 0)
    return "\(mark)\(what)" + (fix.map { "\n         \($0)" } ?? "")
  }
}
