// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore

/// One connection of an ether server.
final class EtherClientHandler: ChannelInboundHandler {
  typealias InboundIn = EtherMessage

  private let door: EtherDoor
  private var client: EtherRoom.ClientID?

  init(door: EtherDoor) { self.door = door }

  func channelActive(context: ChannelHandlerContext) {
    client = door.enter(context.channel)
    if client == nil { context.close(promise: nil) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let client else { return }
    door.handle(.message(unwrapInboundIn(data), from: client))
  }

  func channelInactive(context: ChannelHandlerContext) {
    guard let client else { return }
    self.client = nil
    door.leave(client)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
