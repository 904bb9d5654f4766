// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore

/// Drives a ``MailClientSession`` on a channel.
final class RelayConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var session: MailClientSession
  private let results: EventLoopPromise<[RecipientResult]>
  private var timer: Scheduled<Void>?
  private var lastError = "closed by the relay"

  init(_ session: MailClientSession, results: EventLoopPromise<[RecipientResult]>) {
    self.session = session
    self.results = results
  }

  func channelActive(context: ChannelHandlerContext) {
    startTimer(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    handle(.bytes(Array(unwrapInboundIn(data).readableBytesView)), context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    lastError = "\(error)"
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    handle(.closed(lastError), context)
  }

  private func handle(_ event: MailClientSession.Event, _ context: ChannelHandlerContext) {
    for action in session.handle(event) {
      switch action {
      case .send(let octets):
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: nil)
      case .finished(let outcome): results.succeed(outcome)
      case .close: context.close(promise: nil)
      }
    }
    startTimer(context)
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
