// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw peer invite`: the line for the other side.
struct PeerInviteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite",
    abstract: "Prints the line that another gateway accepts.",
    discussion: """
      The line holds this gateway's public keys, name, domains and channel, and no
      secret. The first run makes the keys, in the state directory.

      Example:
        loragw peer invite --config /etc/loragw/loragw.toml > camp.invitation
      """)

  @OptionGroup var configuration: ConfigurationOption

  func run() throws {
    let settings = try configuration.load()
    let identity = try GatewayIdentity.loadOrCreate(
      stateDirectory: settings.gateway.stateDirectory)
    print(try Invitation(of: settings, identity: identity).line)
    StandardError.write("Give this line to the other gateway: loragw peer accept LINE")
  }
}
