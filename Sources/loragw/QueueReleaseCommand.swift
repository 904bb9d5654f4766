// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue release`: lets a held mail go on.
struct QueueReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Lets a held mail go on.",
    discussion: """
      Example:
        loragw queue release 7K3D-QF2M
      """)

  @OptionGroup var mail: MailChoice

  func run() async throws { try await mail.change(.release) }
}
