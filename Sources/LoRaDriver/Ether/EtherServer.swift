// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY
internal import NIOCore
internal import NIOPosix

/// A simulated air for the radios of several processes, behind a Unix socket.
///
/// The server's clock alone decides what is on the air when. A radio that disconnects in
/// mid-frame truncates it; one that does not read what it is told is dropped.
public actor EtherServer {
  private enum State {
    case new
    case starting
    case listening(any Channel, NIOLoopBound<EtherDoor>)
    case stopped
  }

  private let socket: EtherSocket
  private let loss: LossModel
  private let seed: UInt64
  private let speed: Double
  private var state = State.new

  /// A server that does not listen yet.
  ///
  /// The speed is how much faster than real time the air is, 1...10,000.
  ///
  /// - Throws: ``EtherError`` when the path, the loss or the speed is not legal.
  public init(
    socketPath: String, loss: LossModel, seed: UInt64, speed: Double = 1
  ) throws(EtherError) {
    if case .independent(let probability) = loss, !(0...1).contains(probability) {
      throw .loss(probability)
    }
    guard EtherLimits.speeds.contains(speed) else { throw .speed(speed) }
    socket = try EtherSocket(socketPath)
    self.loss = loss
    self.seed = seed
    self.speed = speed
  }

  /// What happened on the air so far.
  public var counters: AirCounters {
    get async {
      guard case .listening(_, let door) = state else { return AirCounters() }
      let counters = try? await door.eventLoop.submit { door.value.counters }.get()
      return counters ?? AirCounters()
    }
  }

  /// Listens from now on; a socket file at which nobody answers is replaced.
  ///
  /// - Throws: ``EtherError`` when it was started before or cannot listen.
  public func start() async throws(EtherError) {
    guard case .new = state else { throw .alreadyStarted }
    state = .starting
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let (loss, seed, speed) = (loss, seed, speed)
    let door: NIOLoopBound<EtherDoor>
    let channel: any Channel
    do {
      door = try await Self.door(on: loop, loss: loss, seed: seed, speed: speed)
      channel = try await socket.bind(Self.bootstrap(door, on: loop))
    } catch {
      state = .stopped
      throw error
    }
    guard case .starting = state else {
      await close(channel, door)
      return
    }
    state = .listening(channel, door)
  }

  /// Waits until the server is shut down; shuts it down when the task is cancelled.
  public func run() async {
    guard case .listening(let channel, _) = state else { return }
    await withTaskCancellationHandler {
      // Only how it ends matters, not with what error.
      try? await channel.closeFuture.get()
    } onCancel: {
      Task { await self.shutdown() }
    }
    await shutdown()
  }

  /// Stops for good: removes the socket, disconnects all radios.
  public func shutdown() async {
    defer { state = .stopped }
    guard case .listening(let channel, let door) = state else { return }
    state = .stopped
    await close(channel, door)
  }

  private func close(_ channel: any Channel, _ door: NIOLoopBound<EtherDoor>) async {
    // The listener last: its end tells that all is done. One that is closed already is as good.
    try? await door.eventLoop.submit { door.value.closeAll() }.get()
    socket.remove()
    try? await channel.close().get()
  }

  private static func door(
    on loop: any EventLoop, loss: LossModel, seed: UInt64, speed: Double
  ) async throws(EtherError) -> NIOLoopBound<EtherDoor> {
    do {
      return try await loop.submit {
        let door = EtherDoor(
          room: EtherRoom(loss: loss, seed: seed), clock: EtherClock(speed: speed),
          eventLoop: loop)
        return NIOLoopBound(door, eventLoop: loop)
      }.get()
    } catch {
      throw .cannotListen(path: "", reason: "\(error)")
    }
  }

  private static func bootstrap(
    _ door: NIOLoopBound<EtherDoor>, on loop: any EventLoop
  ) -> ServerBootstrap {
    let mark = ChannelOptions.Types.WriteBufferWaterMark(
      low: EtherLimits.unreadBytes / 2, high: EtherLimits.unreadBytes)
    return ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: Int32(EtherLimits.clients))
      .childChannelOption(.writeBufferWaterMark, value: mark)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(EtherMessageHandler())
          try channel.pipeline.syncOperations.addHandler(EtherClientHandler(door: door.value))
        }
      }
  }
}
