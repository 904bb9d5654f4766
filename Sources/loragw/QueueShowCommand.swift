// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue show`: all about one mail.
struct QueueShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows all that is known of a mail.",
    discussion: """
      Also of one that is no longer in the queue. Recipients come with the last answer
      about them, ways over the air with what they have cost.

      Example:
        loragw queue show 7K3D-QF2M
      """)

  @OptionGroup var mail: MailChoice

  func run() async throws {
    let details = try await mail.client().details(of: mail.id)
    guard !mail.json else { return print(try ControlClient.json(details)) }
    let lines = MailText(details).lines(columns: TerminalSize.outputColumns)
    print(TerminalStyle.output.text(lines))
  }
}
