// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import Glibc

/// `loragw peer list`: who is known.
struct PeerListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the peers of the configuration.",
    discussion: """
      One line per peer: name, fingerprint of its keys, domains. They are columns on a
      terminal, and separated by tabs elsewhere.

      Example:
        loragw peer list
        village   9k3d-qf2m   village.example
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func run() throws {
    let table = PeerTableText(try configuration.load().peers)
    if json {
      print(try ControlClient.json(table.rows))
    } else if isatty(STDOUT_FILENO) == 1 {
      let lines = table.lines(columns: TerminalSize.outputColumns)
      print(TerminalStyle.output.text(lines))
    } else {
      for line in table.tabLines { print(line) }
    }
  }
}
