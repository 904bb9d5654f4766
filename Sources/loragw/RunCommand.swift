// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import CLinuxIO
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
      Logs to standard error, one line an event, under systemd with the journal's priorities;
      [log] in the configuration says how much. SIGTERM stops it cleanly; nothing is lost when it
      is killed.

      Example:
        loragw run --config /etc/loragw/loragw.toml
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Log all, whatever [log] says: every frame, connection and mail address.")
  var verbose = false

  /// Few pools of memory keep little that was freed.
  private static let arenas: Int32 = 2

  func run() async throws {
    clio_bound_memory(Self.arenas)
    let settings = try configuration.load()
    let identity = try GatewayIdentity.loadOrCreate(
      stateDirectory: settings.gateway.stateDirectory)
    let log = LineLogHandler(settings.log, write: StandardError.write)
    defer { log.end() }
    var logger = Logger(label: "loragw") { _ in log }
    if verbose { logger.logLevel = .debug }
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
