// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import Gateway

/// `loragw status`: the running gateway at a glance.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows radio, airtime, peers and mail counts of the running gateway.",
    discussion: """
      With --watch it fills the terminal and follows the gateway, also over its
      restarts, until q or Ctrl-C.

      Examples:
        loragw status --json | jq .airtime_us
        loragw status --watch
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  @Flag(help: "Fill the terminal, and show what changes as it changes.")
  var watch = false

  func validate() throws {
    guard !(json && watch) else {
      throw ValidationError("--json prints once, --watch draws on a terminal; choose one")
    }
  }

  func run() async throws {
    let directory = try configuration.load().gateway.stateDirectory
    let client = ControlClient(stateDirectory: directory)
    guard !watch else { return try await follow(client) }
    let status = try await client.status()
    guard !json else { return print(try ControlClient.json(status)) }
    let columns = TerminalSize.outputColumns
    let alarms = try await client.alarms().flatMap { StatusText.lines($0, columns: columns) }
    print(TerminalStyle.output.text(StatusText(status).lines(columns: columns) + alarms))
  }

  private func follow(_ client: ControlClient) async throws {
    let isDumb = TerminalStyle.isDumb(ProcessInfo.processInfo.environment)
    let signals = await StatusWatch.trappedSignals()
    guard !isDumb, let screen = TerminalScreen() else {
      throw CommandFailure(
        cause: .wrongUse,
        description:
          "--watch needs a terminal that moves its cursor; elsewhere: loragw status --json")
    }
    defer { screen.leave() }
    await StatusWatch(client, screen, signals).run()
  }
}
