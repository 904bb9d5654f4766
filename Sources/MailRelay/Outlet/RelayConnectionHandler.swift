// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore

/// Drives a ``MailClientSession`` on a channel.
final class RelayConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var session: MailClientSession
  private var outcome: EventLoopPromise<RelayOutcome>?
  private var timer: Scheduled<Void>?
  private var lastError = "closed by the relay"

  init(_ session: MailClientSession) {
    self.session = session
  }

  func channelActive(context: ChannelHandlerContext) {
    startTimer(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    handle(.bytes(Array(unwrapInboundIn(data).readableBytesView)), context)
  }

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    switch event {
    case let job as RelayJob:
      promise?.succeed(())
      guard session.isFree else { return job.outcome.succeed(.retry) }
      outcome = job.outcome
      handle(.mail(job.transaction), context)
    case is RelayFarewell:
      promise?.succeed(())
      handle(.leave, context)
    default: context.triggerUserOutboundEvent(event, promise: promise)
    }
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
      case .finished(let results): succeed(.finished(results))
      case .retry: succeed(.retry)
      case .close: context.close(promise: nil)
      }
    }
    startTimer(context)
  }

  private func succeed(_ result: RelayOutcome) {
    outcome?.succeed(result)
    outcome = nil
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
