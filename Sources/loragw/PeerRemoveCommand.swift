// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw peer remove`: forgets a peer.
struct PeerRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Removes a peer from the configuration file.",
    discussion: """
      Its [[peer]] table goes; everything else in the file stays as it is. A running
      gateway forgets the peer at once.

      Example:
        loragw peer remove village
      """)

  @Argument(help: "The peer's name, as 'loragw peer list' shows it.")
  var name: String

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func run() async throws {
    let settings = try configuration.load()
    try PeerTable.edit(file: configuration.path) { (table) throws(PeerTableError) in
      try table.remove(named: name)
    }
    let note = await PeerReloadNote.line(name, .forgotten, settings)
    guard !json else {
      return print(try ControlClient.json(PeerReloadNote(peer: name, domains: nil, gateway: note)))
    }
    print("Removed peer \"\(name)\".")
    print(note)
  }
}
