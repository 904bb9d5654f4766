// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Hummingbird
package import Logging
package import ServiceLifecycle

/// The control socket: HTTP with JSON over a Unix socket in the state directory.
///
/// | request | answer |
/// |---|---|
/// | GET /v1/status | ``GatewayStatus`` |
/// | GET /v1/queue | array of ``QueueEntry`` |
///
/// Who may open the socket may ask: owner and group (mode 0660).
package enum ControlServer {
  /// The socket's name in a state directory.
  static let socketName = "control.sock"

  /// Makes the server; the state directory's lock is held, so a socket left there is stale.
  package static func make(
    stateDirectory: String, reporter: any GatewayReporter, logger: Logger
  ) -> some Service {
    let path = stateDirectory + "/" + socketName
    // Absent is what it should be.
    try? FileManager.default.removeItem(atPath: path)
    let router = Router()
    router.get("/v1/status") { _, _ in try ControlAnswer.json(await reporter.status()) }
    router.get("/v1/queue") { _, _ in try ControlAnswer.json(await reporter.queue()) }
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    return Application(
      router: router,
      configuration: .init(address: .unixDomainSocket(path: path), serverName: "loragw"),
      onServerRunning: { _ in
        // The umask decides otherwise; the socket is for the group too.
        _ = unsafe chmod(path, 0o660)
      },
      logger: quiet)
  }
}

/// Answers of the control socket.
enum ControlAnswer {
  /// The coding both sides use: keys in snake case, sorted.
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  static func json(_ value: some Encodable) throws -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
  }
}
