// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue redeliver`: the mail server gets a mail again.
struct QueueRedeliverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redeliver",
    abstract: "Hands a mail from the air to the mail server once more.",
    discussion: """
      For a mail server that lost it. The recipients it was handed to get it again, no
      others. Mails are kept for 72 hours of running behind their handover, 64 MB of
      them at most.

      Example:
        loragw queue redeliver 7K3D-QF2M
      """)

  @OptionGroup var mail: MailChoice

  func run() async throws { try await mail.change(.redeliver) }
}
