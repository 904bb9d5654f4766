// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// Ends a connection of the status page that dawdles: no head in time, no answer in time, or a
/// reader who does not take the answer.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny
  typealias InboundOut = NIOAny
  typealias OutboundIn = NIOAny
  typealias OutboundOut = NIOAny

  private let connections: StatusConnections
  private var timer: Scheduled<Void>?
  private var isAnswering = false

  init(_ connections: StatusConnections) { self.connections = connections }

  func handlerAdded(context: ChannelHandlerContext) {
    connections.opened()
    if context.channel.isActive { arm(StatusLimits.headTime, context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    connections.closed()
  }

  func channelActive(context: ChannelHandlerContext) {
    arm(StatusLimits.headTime, context)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What comes after the head does not prolong the time.
    if !isAnswering {
      isAnswering = true
      arm(StatusLimits.answerTime, context)
    }
    context.fireChannelRead(data)
  }

  func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    isAnswering = false
    arm(StatusLimits.idleTime, context)
    context.write(data, promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if error is HTTPParserError { connections.complain(.malformed) }
    context.fireErrorCaught(error)
  }

  private func arm(_ time: TimeAmount, _ context: ChannelHandlerContext) {
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
      context.close(promise: nil)
    }
  }
}

/// Counts the connections of the status page, and complains about what is wrong with them, once
/// about each kind.
final class StatusConnections: Sendable {
  private struct State {
    var count = 0
    var complaints: Set<Complaint> = []
  }

  /// What can be wrong.
  enum Complaint: String {
    case malformed = "status page: a request was not HTTP; refused, said once"
    case tooMany = "status page: too many connections at a time; some are refused, said once"
    case refused = "status page: a request without right or under another name; said once"
    case tooManyFollowers = "status page: too many browsers follow it; some are refused, said once"
  }

  private let state = Mutex(State())
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  func opened() { state.withLock { $0.count += 1 } }

  func closed() { state.withLock { $0.count -= 1 } }

  /// How many there are.
  var count: Int { state.withLock { $0.count } }

  func complain(_ complaint: Complaint) {
    guard state.withLock({ $0.complaints.insert(complaint).inserted }) else { return }
    logger.warning("\(complaint.rawValue)")
  }
}
