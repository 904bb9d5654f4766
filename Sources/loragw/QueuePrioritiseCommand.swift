// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Fragmenter
import Gateway

/// `loragw queue prioritise`: the order of what goes out.
struct QueuePrioritiseCommand: AsyncParsableCommand {
  /// The classes an operator may choose.
  enum Choice: String, CaseIterable, ExpressibleByArgument {
    case chat, normal, bulk

    var messageClass: MessageClass {
      switch self {
      case .chat: .chat
      case .normal: .normal
      case .bulk: .bulk
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "prioritise",
    abstract: "Puts a mail at the head of a class.",
    discussion: """
      Chat goes before normal mail, that before bulk. What is on the air already keeps
      its place. A large mail in chat makes the small ones behind it wait.

      Example:
        loragw queue prioritise 7K3D-QF2M
        loragw queue prioritise --class bulk 7K3D-QF2M
      """)

  @Option(name: .customLong("class"), help: "chat, normal or bulk.")
  var choice = Choice.chat

  @OptionGroup var mail: MailChoice

  func run() async throws { try await mail.change(.prioritise(choice.messageClass)) }
}
