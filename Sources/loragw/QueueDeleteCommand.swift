// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue delete`: gives a mail up.
struct QueueDeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Gives a mail up: recipients that still wait for it have failed.",
    discussion: """
      What is on the air of it is given up too. A mail that came by radio is reported
      to the gateway it came from. There is no way back.

      Example:
        loragw queue delete 7K3D-QF2M
      """)

  @OptionGroup var mail: MailChoice

  func run() async throws { try await mail.change(.delete) }
}
