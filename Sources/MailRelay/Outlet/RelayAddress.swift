// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore
internal import NIOPosix

/// A relay: where it listens and what it speaks.
struct RelayAddress: Hashable, Sendable {
  let dialect: MailDialect
  let address: ListenAddress

  /// Connects, hands one mail over, and takes leave.
  func deliver(_ transaction: MailTransaction, as hostName: HostName) async -> [RecipientResult] {
    let connection: RelayConnection
    do {
      connection = try await connect(as: hostName, idleTime: nil)
    } catch {
      return unreachable(transaction, "\(ConnectionTrouble(error))")
    }
    switch await connection.handOver(transaction) {
    case .finished(let results): return results
    case .retry: return unreachable(transaction, "it was closed at once")
    }
  }

  /// Opens a connection that takes mails.
  func connect(
    as hostName: HostName, idleTime: Duration?,
    on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
  ) async throws -> RelayConnection {
    let session = MailClientSession(dialect, hostName: hostName, idleTime: idleTime)
    let bootstrap = ClientBootstrap(group: group)
      .connectTimeout(.seconds(30))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(RelayConnectionHandler(session))
        }
      }
    let channel =
      switch address {
      case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
      case .tcp(let host, let port):
        try await bootstrap.connect(host: host, port: Int(port)).get()
      }
    return RelayConnection(channel)
  }

  /// The results when no connection could be made.
  func unreachable(_ transaction: MailTransaction, _ reason: String) -> [RecipientResult] {
    let reply = Reply(451, .init(4, 4, 1), "No connection to the relay: \(address): \(reason)")
    return transaction.envelope.forwardPaths.map { _ in .temporary(reply) }
  }
}
