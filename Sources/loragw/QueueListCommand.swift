// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw queue list`, or `loragw queue` alone: mails on their way.
struct QueueListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the mails the running gateway answers for.",
    discussion: """
      One line per mail: id, way, peer, size before and after the codec, the
      airtime it costs without loss, state and progress, and when it will be there,
      half of the time and nine times of ten. A mail that an operator keeps back is
      `held`. Columns that do not fit are left out; --json has them all.

      Example:
        loragw queue
        loragw queue --json
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func run() async throws {
    let directory = try configuration.load().gateway.stateDirectory
    let queue = try await ControlClient(stateDirectory: directory).queue()
    guard !json else { return print(try ControlClient.json(queue)) }
    guard !queue.isEmpty else { return print("the queue is empty") }
    print(TerminalStyle.output.text(QueueTable(queue).lines(columns: TerminalSize.outputColumns)))
  }
}
