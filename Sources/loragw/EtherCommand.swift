// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import LoRaDriver
import Logging
import ServiceLifecycle
import UnixSignals

/// `loragw ether`: a simulated air for several processes.
struct EtherCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ether",
    abstract: "Runs a simulated air that several gateways' simulated radios join.",
    discussion: """
      A gateway joins with driver = "simulated" and ether = PATH in its [radio] table.

      Example:
        loragw ether --socket /tmp/ether.sock --loss 0.1
      """)

  @Option(help: ArgumentHelp("The Unix socket the radios join at.", valueName: "path"))
  var socket: String

  @Option(help: "The part of all receptions that is lost, 0 to 1.")
  var loss = 0.1

  @Option(help: "The seed of the losses.")
  var seed: UInt64 = 1

  @Option(help: "How much faster than real the air is.")
  var speed = 1.0

  func validate() throws {
    guard (0...1).contains(loss) else { throw ValidationError("--loss is a part, 0 to 1") }
    guard (1...10_000).contains(speed) else { throw ValidationError("--speed is 1 to 10000") }
  }

  func run() async throws {
    let server: EtherServer
    do {
      server = try EtherServer(
        socketPath: socket, loss: .independent(loss), seed: seed, speed: speed)
      try await server.start()
    } catch {
      throw CommandFailure(description: "\(error)")
    }
    StandardOutput.write("ether at \(socket), loss \(loss), speed \(speed)" + "\n")
    let logger = Logger(label: "loragw.ether") { _ in
      LineLogHandler(LogConfiguration(), write: StandardError.write)
    }
    let group = ServiceGroup(
      services: [EtherService(server: server)], gracefulShutdownSignals: [.sigterm, .sigint],
      logger: logger)
    try await group.run()
  }
}

/// The ether as a service: it ends with the first signal.
private struct EtherService: Service {
  let server: EtherServer

  func run() async throws {
    try? await gracefulShutdown()
    await server.shutdown()
  }
}
