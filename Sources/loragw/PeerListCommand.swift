// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw peer list`: who is known.
struct PeerListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the peers of the configuration.",
    discussion: """
      One line per peer: name, fingerprint of its keys, domains; separated by tabs.

      Example:
        loragw peer list
        village   9k3d-qf2m   village.example
      """)

  @OptionGroup var configuration: ConfigurationOption

  func run() throws {
    for peer in try configuration.load().peers {
      let domains = peer.domains.map(\.text).joined(separator: ",")
      print("\(peer.name)\t\(peer.invitation.fingerprint)\t\(domains)")
    }
  }
}
