// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser

/// `loragw peer`: the gateways this one talks to.
struct PeerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer",
    abstract: "Introduces gateways to each other.",
    discussion: """
      Two gateways must know each other's keys before they talk by radio. On each:
        loragw peer invite             prints one line; it holds no secret
      Carry each line to the other gateway by a way you trust, a chat or a paper:
        loragw peer accept loragw1…    there and here
      """,
    subcommands: [
      PeerInviteCommand.self, PeerAcceptCommand.self, PeerListCommand.self,
      PeerRemoveCommand.self, PeerRekeyCommand.self,
    ])
}
