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
/// | GET /v1/status, /v1/queue, … | as ``StatusRoutes`` has them |
/// | GET /v1/listen | one ``HeardFrame`` a line, as frames are heard, without end |
/// | POST /v1/peers/ping, body {"peer": NAME} | ``PingReport``, after a minute at most |
/// | POST /v1/peers/rekey, body {"peer": NAME} | ``RekeyReport`` |
/// | POST /v1/peers/reload | ``PeerReload`` |
/// | POST /v1/queue/… | see `addQueue` |
///
/// What is refused is answered with a status of 4xx or 503 and {"error": TEXT}.
///
/// Who may open the socket may ask: owner and group (mode 0660).
package enum ControlServer {
  /// The socket's name in a state directory.
  static let socketName = "control.sock"

  /// Makes the server; the state directory's lock is held, so a socket left there is stale.
  ///
  /// As soon as it can be asked it lets `peers` catch up with what nobody could tell it before.
  package static func make(
    stateDirectory: String, reporter: any GatewayReporter, peers: any PeerKeeper,
    mails: (any QueueKeeper)? = nil, logger: Logger
  ) -> some Service {
    let path = stateDirectory + "/" + socketName
    // Absent is what it should be.
    try? FileManager.default.removeItem(atPath: path)
    let router = Router()
    StatusRoutes.add(to: router, reporter)
    router.get("/v1/listen") { _, _ in ControlAnswer.lines(await reporter.heard()) }
    addPeers(peers, to: router)
    if let mails { addQueue(mails, to: router) }
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    return Application(
      router: router,
      configuration: .init(address: .unixDomainSocket(path: path), serverName: "loragw"),
      onServerRunning: { _ in
        // The umask decides otherwise; the socket is for the group too.
        _ = unsafe chmod(path, 0o660)
        await peers.catchUp()
      },
      logger: quiet)
  }

  /// Adds what is done about peers when a person asks.
  static func addPeers(_ peers: any PeerKeeper, to router: Router<BasicRequestContext>) {
    router.post("/v1/peers/rekey") { request, _ in
      try await answer(request) { name throws(PeerRefusal) in try await peers.rekey(peer: name) }
    }
    router.post("/v1/peers/ping") { request, _ in
      try await answer(request) { name throws(PeerRefusal) in try await peers.ping(peer: name) }
    }
    router.post("/v1/peers/reload") { _, _ in
      try await answer { () throws(PeerRefusal) in try await peers.reloadPeers() }
    }
  }

  /// Answers a request that names a peer.
  private static func answer(
    _ request: Request, _ work: (String) async throws(PeerRefusal) -> some Encodable
  ) async throws -> Response {
    let body = try await request.body.collect(upTo: 4096)
    let name: String
    do {
      name = try ControlAnswer.decoder.decode(
        PeerRequest.self, from: Data(body.readableBytesView)
      ).peer
    } catch {
      return try ControlAnswer.refusal("the request must be {\"peer\": NAME}", .badRequest)
    }
    return try await answer { () throws(PeerRefusal) in try await work(name) }
  }

  private static func answer(
    _ work: () async throws(PeerRefusal) -> some Encodable
  ) async throws -> Response {
    do {
      return try ControlAnswer.json(try await work())
    } catch let error as PeerRefusal {
      let status: HTTPResponse.Status =
        switch error {
        case .unknownPeer: .notFound
        case .tooSoon, .pingedTooSoon, .airtimeSpent: .tooManyRequests
        case .noAnswer: .gatewayTimeout
        case .receiveOnly, .configuration: .conflict
        case .unavailable: .serviceUnavailable
        }
      return try ControlAnswer.refusal(error.description, status)
    }
  }
}

/// The body of a request about a peer.
struct PeerRequest: Codable {
  var peer: String
}

/// What is told when a request is refused.
struct ControlRefusal: Codable {
  var error: String
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

  /// The same coding, on one line.
  static var lineEncoder: JSONEncoder {
    let encoder = encoder
    encoder.outputFormatting.remove(.prettyPrinted)
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  /// A line for each frame, until the client goes or the gateway stops.
  static func lines(_ heard: AsyncStream<HeardFrame>) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/jsonl"],
      body: .init { writer in
        for await frame in heard.cancelOnGracefulShutdown() {
          var line = try lineEncoder.encode(frame)
          line.append(UInt8(ascii: "\n"))
          try await writer.write(ByteBuffer(bytes: line))
        }
        try await writer.finish(nil)
      })
  }

  static func refusal(_ text: String, _ status: HTTPResponse.Status) throws -> Response {
    try json(ControlRefusal(error: text), status)
  }

  static func json(
    _ value: some Encodable, _ status: HTTPResponse.Status = .ok
  ) throws -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
  }
}
