// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import Logging
internal import NIOCore

/// Tells a connection that the listener goes down.
struct DoorGoingDown: Sendable {}

/// Drives a ``MailServerSession`` on a channel.
///
/// It reads only what the session can use, so a client that sends faster than its mail is taken
/// waits in its own socket.
final class DoorConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var session: MailServerSession
  private let acceptor: any MailAcceptor
  private let register: ConnectionRegister
  private let room: SharedMailRoom
  private let logger: Logger
  private var timer: Scheduled<Void>?
  private var end: EventLoopPromise<Void>?
  private var isActive = false
  private var isInputOver = false
  private var isWorking = false
  private var roomsAsked = 0

  init(
    _ session: MailServerSession, acceptor: any MailAcceptor, register: ConnectionRegister,
    room: SharedMailRoom, logger: Logger
  ) {
    self.session = session
    self.acceptor = acceptor
    self.register = register
    self.room = room
    self.logger = logger
  }

  func channelActive(context: ChannelHandlerContext) {
    let end = context.eventLoop.makePromise(of: Void.self)
    guard register.enter(context.channel, end: end.futureResult) else {
      end.succeed()
      logger.notice("A mail connection was turned away: too many at once")
      return turnAway(context)
    }
    self.end = end
    isActive = true
    handle(.connected, context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    handle(.bytes(Array(unwrapInboundIn(data).readableBytesView)), context)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    readOn(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    readOn(context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is DoorGoingDown: handle(.shutdown, context)
    case ChannelEvent.inputClosed:
      isInputOver = true
      readOn(context)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    logger.debug("A mail connection failed", metadata: ["error": "\(error)"])
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    isActive = false
    handle(.closed, context)
    endIfIdle()
  }

  private func turnAway(_ context: ChannelHandlerContext) {
    let reply = Reply(421, .init(4, 3, 2), "Too many connections; please come back later")
    write(reply.encoded(), context)
    closeWhenSent(context)
  }

  /// Closes behind what is still to be sent; a client that does not read it is cut off.
  private func closeWhenSent(_ context: ChannelHandlerContext) {
    let loop = context.eventLoop.assumeIsolated()
    let cut = loop.scheduleTask(in: .seconds(10)) { context.close(promise: nil) }
    let empty = wrapOutboundOut(ByteBuffer())
    context.writeAndFlush(empty).assumeIsolated().whenComplete { _ in
      cut.cancel()
      context.close(promise: nil)
    }
  }

  private func handle(_ event: MailServerSession.Event, _ context: ChannelHandlerContext) {
    for action in session.handle(event) {
      switch action {
      case .send(let octets): write(octets, context)
      case .judge(let inquiry):
        work(context) { [acceptor] in .recipientVerdict(await acceptor.judge(inquiry)) }
      case .accept(let transaction):
        work(context) { [acceptor] in .transactionVerdict(await acceptor.accept(transaction)) }
      case .reserve(let octets): reserve(octets, context)
      case .release: room.leave(ObjectIdentifier(self))
      case .close: closeWhenSent(context)
      }
    }
    startTimer(context)
    readOn(context)
  }

  private func write(_ octets: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: nil)
  }

  /// Asks the acceptor; when the client leaves meanwhile, the answer goes nowhere.
  private func work(
    _ context: ChannelHandlerContext,
    _ ask: @escaping @Sendable () async -> MailServerSession.Event
  ) {
    isWorking = true
    context.eventLoop.makeFutureWithTask(ask).assumeIsolated().whenSuccess { verdict in
      self.isWorking = false
      if self.isActive { self.handle(verdict, context) }
      self.endIfIdle()
    }
  }

  /// Asks for room; when the session left it meanwhile, the answer goes nowhere.
  private func reserve(_ octets: Int, _ context: ChannelHandlerContext) {
    roomsAsked += 1
    let number = roomsAsked
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenSuccess {
      if self.isActive, number == self.roomsAsked { self.handle(.roomGranted, context) }
    }
    room.ask(octets, for: ObjectIdentifier(self), promise)
  }

  private func endIfIdle() {
    guard !isActive, !isWorking else { return }
    room.leave(ObjectIdentifier(self))
    end?.succeed()
    end = nil
  }

  /// Reads when there is use for it; a client that has said its last is heard to the end first.
  private func readOn(_ context: ChannelHandlerContext) {
    guard isActive, session.wantsInput else { return }
    if isInputOver {
      closeWhenSent(context)
    } else if context.channel.isWritable {
      context.read()
    }
  }

  private func startTimer(_ context: ChannelHandlerContext) {
    timer?.cancel()
    timer = session.patience.map { patience in
      context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(patience)) {
        self.handle(.timeout, context)
      }
    }
  }
}
