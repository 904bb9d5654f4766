// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Logging
internal import NIOCore
internal import NIOPosix

/// Listens at one address and gives the mail that comes in to a ``MailAcceptor``.
public struct MailListener: Sendable {
  /// What differs between listeners.
  public struct Configuration: Hashable, Sendable {
    /// What each session is told.
    public var session: MailServerSession.Configuration
    /// How many clients may be connected at once; more are told to come back (421).
    public var connectionsMax: Int

    /// Makes a configuration.
    public init(session: MailServerSession.Configuration, connectionsMax: Int = 64) {
      self.session = session
      self.connectionsMax = connectionsMax
    }
  }

  /// Where it listens; the port is the one the system chose when 0 was asked for.
  public let address: ListenAddress
  private let server: any Channel
  private let register: ConnectionRegister
  private let logger: Logger

  /// Begins to listen.
  ///
  /// A Unix socket gets mode 0660. One that was left behind is replaced, one that somebody answers
  /// at is not. Listeners that are given the same `room` keep no more long mails in memory at once
  /// than it has octets.
  ///
  /// - Throws: ``MailListenerError`` when the address cannot be had.
  public static func start(
    at address: ListenAddress, acceptor: any MailAcceptor, configuration: Configuration,
    room: SharedMailRoom = SharedMailRoom(), logger: Logger
  ) async throws(MailListenerError) -> MailListener {
    let register = ConnectionRegister(connectionsMax: configuration.connectionsMax)
    let bootstrap = bootstrap { channel in
      try channel.pipeline.syncOperations.addHandler(
        DoorConnectionHandler(
          MailServerSession(configuration.session), acceptor: acceptor, register: register,
          room: room, logger: logger))
    }
    let server = try await DoorSocket(address).bind(bootstrap)
    let listener = MailListener(
      address: DoorSocket(address).boundAddress(server), server: server, register: register,
      logger: logger)
    logger.info("Listening for mail", metadata: ["address": "\(listener.address)"])
    return listener
  }

  private static func bootstrap(
    _ initialize: @escaping @Sendable (any Channel) throws -> Void
  ) -> ServerBootstrap {
    ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 128)
      // A killed gateway leaves connections in TIME_WAIT; its successor may listen at once.
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try initialize(channel) }
      }
  }

  /// Stops: new clients find nobody, idle ones are told 421, mails under way are finished first.
  ///
  /// Connections that are not done after `grace` are cut; then it waits no longer, not even for the
  /// acceptor.
  public func shutdown(grace: Duration = .seconds(10)) async {
    DoorSocket(address).removePath()
    await Self.finished(server.close(mode: .all))
    let open = register.close()
    guard let loop = open.first?.channel.eventLoop else { return }
    for (channel, _) in open {
      channel.pipeline.fireUserInboundEventTriggered(DoorGoingDown())
    }
    let done = loop.makePromise(of: Void.self)
    let timer = loop.scheduleTask(in: TimeAmount(grace)) {
      for (channel, _) in open { channel.close(promise: nil) }
      done.succeed()
    }
    EventLoopFuture.andAllComplete(open.map(\.end), on: loop).whenComplete { _ in
      timer.cancel()
      done.succeed()
    }
    await Self.finished(done.futureResult)
    logger.info("No longer listening for mail", metadata: ["address": "\(address)"])
  }

  /// Waits for the end, which is all that counts: a channel that fails to close is closed already.
  private static func finished(_ future: EventLoopFuture<Void>) async {
    _ = try? await future.get()
  }
}

/// Why a listener cannot begin.
public enum MailListenerError: Error, Hashable, Sendable {
  /// Another server answers at this socket.
  case inUse(ListenAddress)
  /// There is a file at the socket's path that is no socket.
  case notASocket(path: String)
  /// The system refused, with this text.
  case refused(ListenAddress, reason: String)
}

extension MailListenerError: CustomStringConvertible {
  /// What is wrong, for the operator.
  public var description: String {
    switch self {
    case .inUse(let address): "another server answers at \(address)"
    case .notASocket(let path): "\(path) exists and is not a socket; it was left alone"
    case .refused(let address, let reason): "cannot listen at \(address): \(reason)"
    }
  }
}

/// The listener by its name of when it spoke LMTP only.
public typealias LMTPListener = MailListener
/// The session by its name of when it spoke LMTP only.
public typealias LMTPServerSession = MailServerSession
