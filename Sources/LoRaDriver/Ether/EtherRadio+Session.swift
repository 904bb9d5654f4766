// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY
internal import NIOCore
internal import NIOPosix

extension EtherRadio {
  // MARK: - Requests

  func request(
    within limit: Duration, _ message: (UInt32) -> EtherMessage
  ) async throws(RadioError) -> EtherMessage {
    let channel: any Channel
    switch link {
    case .up(let open): channel = open
    case .idle, .connecting: throw .notConfigured
    case .down(let reason): throw .unreachable(reason)
    case .shut: throw .shutDown
    }
    let id = newRequest()
    let bytes = try Self.encode(message(id))
    let watch = watch(id, for: limit)
    defer { watch.cancel() }
    return try await withCheckedContinuation { continuation in
      pending[id] = .caller(continuation)
      channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }.get()
  }

  private func newRequest() -> UInt32 {
    while pending[nextRequest] != nil { nextRequest &+= 1 }
    defer { nextRequest &+= 1 }
    return nextRequest
  }

  private static func encode(_ message: EtherMessage) throws(RadioError) -> [UInt8] {
    do {
      return try message.encoded()
    } catch {
      throw .refused("\(error)")
    }
  }

  private func watch(_ id: UInt32, for limit: Duration) -> Task<Void, Never> {
    Task {
      // Cancelled when the answer comes: then there is nothing to expire.
      guard (try? await Task.sleep(for: limit)) != nil else { return }
      expire(id)
    }
  }

  /// A server that does not answer is as good as gone; the connection starts anew.
  private func expire(_ id: UInt32) {
    switch pending.removeValue(forKey: id) {
    case nil: return
    case .tuningAgain(let watch): watch.cancel()
    case .caller(let continuation): continuation.resume(returning: .failure(.noAnswer))
    }
    if case .up(let channel) = link { channel.close(promise: nil) }
  }

  func failPending(_ error: RadioError) {
    let failed = pending.values
    pending = [:]
    for request in failed {
      switch request {
      case .tuningAgain(let watch): watch.cancel()
      case .caller(let continuation): continuation.resume(returning: .failure(error))
      }
    }
    resumeWaiting()
  }

  private func resumeWaiting() {
    let calls = waiting
    waiting = []
    for call in calls { call.resume() }
  }

  // MARK: - The connection

  func connect() {
    link = .connecting
    session = Task { await live() }
  }

  private func live() async {
    var pause = EtherLimits.firstPause
    while !Task.isCancelled {
      do {
        let connection = try await Self.open(socketPath)
        try await connection.executeThenClose { inbound in
          rise(connection.channel)
          for try await message in inbound {
            // Only now it is a server: one that is full accepts and closes again and again.
            pause = EtherLimits.firstPause
            take(message)
          }
        }
        fall("the connection was closed")
      } catch {
        fall("\(error)")
      }
      // Cancelled by shutdown; the loop sees it.
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, EtherLimits.longestPause)
    }
  }

  private static func open(
    _ path: String
  ) async throws -> NIOAsyncChannel<EtherMessage, Never> {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(unixDomainSocketPath: path) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(EtherMessageHandler())
          return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
      }
  }

  private func rise(_ channel: any Channel) {
    if case .shut = link { return }
    link = .up(channel)
    tuneAgain(on: channel)
    resumeWaiting()
  }

  private func tuneAgain(on connection: any Channel) {
    guard let channel, isFaulty else { return }
    let id = newRequest()
    guard let bytes = try? EtherMessage.tune(request: id, channel: channel).encoded() else {
      return
    }
    pending[id] = .tuningAgain(watch(id, for: answerTime))
    connection.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
  }

  private func fall(_ reason: String) {
    if case .shut = link { return }
    link = .down(reason)
    failPending(.interrupted(reason))
    guard !isFaulty else { return }
    isFaulty = true
    report.yield(.fault(.unreachable(reason)))
  }

  // MARK: - What the server says

  private func take(_ message: EtherMessage) {
    switch message {
    case .received(let frame, let snr, let rssi, let channel):
      let frame = ReceivedFrame(
        bytes: frame, snr: snr, rssi: rssi, channel: channel, at: clock())
      report.yield(.received(frame))
    case .tuned(let id), .transmitted(let id), .sensed(let id, _), .refused(let id, _):
      answer(id, message)
    case .tune, .transmit, .sense:
      // No server says that: this one is none.
      if case .up(let channel) = link { channel.close(promise: nil) }
    }
  }

  private func answer(_ id: UInt32, _ message: EtherMessage) {
    switch pending.removeValue(forKey: id) {
    case .caller(let continuation): continuation.resume(returning: .success(message))
    case .tuningAgain(let watch):
      watch.cancel()
      isFaulty = false
      report.yield(.recovered)
    case nil: break
    }
  }
}
