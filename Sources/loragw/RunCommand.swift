// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// `loragw run`: the daemon.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the gateway in the foreground until SIGTERM or SIGINT.",
    discussion: """
      Logs to standard error, one line an event. SIGTERM stops it cleanly; nothing is lost when it
      is killed.

      Example:
        loragw run --config /etc/loragw/loragw.toml
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Log more: every mail's way and every connection.")
  var verbose = false

  func run() async throws {
    let settings = try configuration.load()
    let identity = try GatewayIdentity.loadOrCreate(
      stateDirectory: settings.gateway.stateDirectory)
    var logger = Logger(label: "loragw") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = verbose ? .debug : .notice
    let service = GatewayService(
      settings, identity: identity, logger: logger, file: configuration.path)
    let group = ServiceGroup(
      configuration: .init(
        services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await group.run()
    } catch {
      throw CommandFailure(description: "\(error)")
    }
  }
}
