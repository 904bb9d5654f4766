// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore
internal import NIOPosix

/// A connection to a relay: the shell around ``MailClientSession``.
struct RelayConnection: Sendable {
  private let address: ListenAddress
  private let group: any EventLoopGroup

  init(
    _ address: ListenAddress,
    on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
  ) {
    self.address = address
    self.group = group
  }

  /// Connects, hands the mail over, and returns once each recipient has a result.
  func run(_ session: MailClientSession) async -> [RecipientResult] {
    let results = group.next().makePromise(of: [RecipientResult].self)
    let bootstrap = ClientBootstrap(group: group)
      .connectTimeout(.seconds(30))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            RelayConnectionHandler(session, results: results))
        }
      }
    do {
      // Once connected the handler fulfils the promise, at the latest when the channel closes.
      _ = try await connect(bootstrap)
    } catch {
      results.fail(error)
    }
    do {
      return try await results.futureResult.get()
    } catch {
      return session.results(whenUnreachable: "\(address): \(error)")
    }
  }

  private func connect(_ bootstrap: ClientBootstrap) async throws -> any Channel {
    switch address {
    case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
    case .tcp(let host, let port):
      try await bootstrap.connect(host: host, port: Int(port)).get()
    }
  }
}
