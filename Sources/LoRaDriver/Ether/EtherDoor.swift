// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY
internal import NIOCore

/// The connections of an ether server and the timer of its room; lives on one event loop.
final class EtherDoor {
  private let clock: EtherClock
  private let eventLoop: any EventLoop
  private var room: EtherRoom
  private var channels: [EtherRoom.ClientID: any Channel] = [:]
  private var nextClient = 0
  private var isClosed = false
  private var timer: (deadline: Instant, task: Scheduled<Void>)?

  init(room: EtherRoom, clock: EtherClock, eventLoop: any EventLoop) {
    self.room = room
    self.clock = clock
    self.eventLoop = eventLoop
  }

  var counters: AirCounters { room.counters }

  /// Takes a new connection; nil when there are too many, or none is wanted any more.
  func enter(_ channel: any Channel) -> EtherRoom.ClientID? {
    guard !isClosed, channels.count < EtherLimits.clients else { return nil }
    let client = EtherRoom.ClientID(nextClient)
    nextClient += 1
    channels[client] = channel
    return client
  }

  func leave(_ client: EtherRoom.ClientID) {
    guard channels.removeValue(forKey: client) != nil else { return }
    handle(.left(client))
  }

  func handle(_ event: EtherRoom.Event) {
    let actions = room.handle(event, at: clock.now)
    for action in actions { obey(action) }
    setTimer()
  }

  func closeAll() {
    isClosed = true
    for channel in channels.values { channel.close(promise: nil) }
    timer?.task.cancel()
    timer = nil
  }

  private func obey(_ action: EtherRoom.Action) {
    switch action {
    case .drop(let client):
      channels[client]?.close(promise: nil)
    case .send(let message, let client):
      // A radio that does not read must not make the server hold its messages for ever.
      guard let channel = channels[client], channel.isWritable,
        let bytes = try? message.encoded()
      else {
        channels[client]?.close(promise: nil)
        return
      }
      channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }
  }

  private func setTimer() {
    let deadline = room.nextDeadline
    guard deadline != timer?.deadline else { return }
    timer?.task.cancel()
    timer = nil
    guard let deadline else { return }
    let wait = TimeAmount(clock.wait(until: deadline))
    let task = eventLoop.assumeIsolated().scheduleTask(in: wait) { [weak self] in
      self?.timer = nil
      self?.handle(.deadline)
    }
    timer = (deadline, task)
  }
}
