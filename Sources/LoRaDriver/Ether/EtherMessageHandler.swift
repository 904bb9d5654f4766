// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore

/// Makes messages of what a connection delivers; closes it when that is nonsense.
final class EtherMessageHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = EtherMessage

  private var reader = EtherMessageReader()
  private var isBroken = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isBroken else { return }
    reader.append(unwrapInboundIn(data).readableBytesView)
    do {
      while context.channel.isActive, let message = try reader.next() {
        context.fireChannelRead(wrapInboundOut(message))
      }
    } catch {
      isBroken = true
      context.fireErrorCaught(error)
      context.close(promise: nil)
    }
  }
}
