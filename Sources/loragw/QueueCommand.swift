// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue`: mails on their way, and what an operator does with them.
struct QueueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue",
    abstract: "Lists the mails the running gateway answers for, and decides about one.",
    discussion: """
      Alone it lists. What the others answer is on disk: it holds after a restart.

      Example:
        loragw queue
        loragw queue show 7K3D-QF2M
        loragw queue hold 7K3D-QF2M
        loragw queue export --to /media/usb village
      """,
    subcommands: [
      QueueListCommand.self, QueueShowCommand.self, QueueHoldCommand.self,
      QueueReleaseCommand.self, QueueDeleteCommand.self, QueuePrioritiseCommand.self,
      QueueRedeliverCommand.self, QueueExportCommand.self,
    ],
    defaultSubcommand: QueueListCommand.self)
}

/// A mail, and how a command about it answers.
struct MailChoice: ParsableArguments {
  @Argument(help: "The mail's id, as 'loragw queue' shows it.")
  var id: String

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  @OptionGroup var configuration: ConfigurationOption

  /// Asks the running gateway.
  func client() throws(ConfigurationError) -> ControlClient {
    ControlClient(stateDirectory: try configuration.load().gateway.stateDirectory)
  }

  /// Has the gateway do something with the mail, and prints what it did.
  func change(_ verb: QueueVerb) async throws {
    let change = try await client().change(id, verb)
    print(json ? try ControlClient.json(change) : "\(change.id): \(change.done)")
  }
}
