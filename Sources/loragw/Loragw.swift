// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import MailRelay

/// The root of all commands.
@main
struct Loragw: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loragw",
    abstract: "Carries mail between mail servers by LoRa radio.",
    discussion: """
      Try it without a radio:
        loragw demo

      Exit codes: 0 done, 1 it failed (one line on standard error says why), 2 wrong use.
      """,
    version: Loragw.version,
    subcommands: Loragw.commands)

  /// The release, as `loragw --version` prints it.
  static let version = "0.1.0"

  /// Runs the command of this process and ends it with the command's exit code.
  static func main() async {
    if let invocation = SubmissionInvocation(process: CommandLine.arguments) {
      await SubmitProcess(invocation).run()
    }
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      CommandEnd(error).leave()
    }
  }
}
