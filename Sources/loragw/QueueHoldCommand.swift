// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue hold`: keeps a mail back.
struct QueueHoldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold",
    abstract: "Keeps a mail back until it is released.",
    discussion: """
      It is neither sent nor handed to the mail server meanwhile. If it is on the air
      already the peer is told to give up what it has of it; a peer that had stored it
      all keeps it.

      Example:
        loragw queue hold 7K3D-QF2M
      """)

  @OptionGroup var mail: MailChoice

  func run() async throws { try await mail.change(.hold) }
}
