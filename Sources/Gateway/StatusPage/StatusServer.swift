// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Hummingbird
import HummingbirdCore
package import Logging
import MailRelay
import NIOCore
import ServiceLifecycle

/// Serves the status page, its JSON, its live stream and its metrics by HTTP.
///
/// Besides ``StatusRoutes``:
///
/// | request | answer |
/// |---|---|
/// | GET / | the page |
/// | GET /metrics | ``MetricsText`` |
/// | GET /v1/stream | server-sent events `overview`, each a ``GatewayOverview`` |
/// | POST /v1/peers/… | as on the control socket; with a bearer's token only |
///
/// A page that cannot be served is logged and stops no mail.
package struct StatusServer: Sendable {
  private let configuration: StatusConfiguration
  private let access: StatusAccess
  private let reporter: any GatewayReporter
  private let peers: any PeerKeeper
  private let logger: Logger
  private let onRunning: @Sendable (Int?) -> Void

  /// Makes the server of a configuration; nil when it asks for none.
  ///
  /// `onRunning` is told the port.
  ///
  /// - Throws: ``StatusPageError`` when the token cannot be had.
  package init?(
    _ configuration: StatusConfiguration?, reporter: any GatewayReporter, peers: any PeerKeeper,
    logger: Logger, onRunning: @escaping @Sendable (Int?) -> Void = { _ in }
  ) throws(StatusPageError) {
    guard let configuration else { return nil }
    self.configuration = configuration
    var token: StatusToken?
    if let file = configuration.tokenFile { token = try StatusToken(file: file) }
    access = StatusAccess(configuration, token: token)
    self.reporter = CachedReporter(reporter)
    self.peers = peers
    self.logger = logger
    self.onRunning = onRunning
  }

  /// Serves until a graceful shutdown, then waits for its task to be cancelled.
  package func run() async throws {
    do {
      try await application().run()
    } catch {
      guard !Task.isCancelled else { return }
      let place = configuration.listen
      logger.error("status page: \(place): \(error); the gateway goes on without it")
    }
    for await _ in AsyncStream<Never>.makeStream().stream {}
  }

  private func application() -> some ApplicationProtocol {
    let connections = StatusConnections(logger: logger)
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    var http = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(connections)])
    http.httpDecoder = .init(
      maxHeaderFieldSize: StatusLimits.headBytes, maxHeaderListSize: StatusLimits.headBytes,
      maxHeaderFieldCount: StatusLimits.headFields)
    return Application(
      router: router(connections), server: .http1(configuration: http),
      configuration: .init(
        address: address, serverName: "loragw",
        availableConnectionsDelegate: MaximumAvailableConnections(
          StatusLimits.mostConnections, logger: quiet)),
      onServerRunning: { [configuration, onRunning] channel in
        if case .unix(let path) = configuration.listen { _ = unsafe chmod(path, 0o660) }
        onRunning(channel.localAddress?.port)
      },
      logger: quiet)
  }

  private var address: BindAddress {
    switch configuration.listen {
    case .tcp(let host, let port): .hostname(host, port: Int(port))
    case .unix(let path): .unixDomainSocket(path: path)
    }
  }

  /// The routes, as "GET /metrics".
  package var routes: [String] {
    router(StatusConnections(logger: logger)).routes.filter { $0.method != .head }
      .map { "\($0.method) \($0.path)" }
  }

  private func router(_ connections: StatusConnections) -> Router<BasicRequestContext> {
    let router = Router(options: .autoGenerateHeadEndpoints)
    router.add(middleware: StatusDoor(access: access, connections: connections))
    let (reporter, stream) = (reporter, StatusStream(reporter))
    router.get("/") { _, _ in try StatusPage.shipped.response(await reporter.overview()) }
    router.get("/metrics") { _, _ in
      let text = MetricsText(try await reporter.overview(), followers: await stream.count).text
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: text)))
    }
    StatusRoutes.add(to: router, reporter)
    router.get("/v1/stream") { _, _ in
      guard let overviews = await stream.join() else {
        connections.complain(.tooManyFollowers)
        return try ControlAnswer.refusal("too many follow the page", .serviceUnavailable)
      }
      return Self.live(overviews)
    }
    ControlServer.addPeers(peers, to: router)
    return router
  }

  private static func live(_ overviews: AsyncStream<ByteBuffer>) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: .init { writer in
        try await writer.write(ByteBuffer(string: "retry: 5000\n\n"))
        for await overview in overviews.cancelOnGracefulShutdown() {
          try await writer.write(overview)
        }
        try await writer.finish(nil)
      })
  }
}
