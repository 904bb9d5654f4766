// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY
internal import NIOCore

/// A simulated radio on the air of an ``EtherServer``.
///
/// It connects when first configured, and connects again by itself when the server goes away:
/// it says ``RadioEvent/fault(_:)`` then, and ``RadioEvent/recovered`` once it is back on its
/// channel. It lives until `shutdown()`.
public actor EtherRadio: Radio {
  enum Link {
    /// Not asked for yet.
    case idle
    /// The first attempt is under way.
    case connecting
    case up(any Channel)
    /// Between two attempts, or in a later one.
    case down(String)
    case shut
  }

  enum Pending {
    /// Its task expires it.
    case tuningAgain(Task<Void, Never>)
    case caller(CheckedContinuation<Result<EtherMessage, RadioError>, Never>)
  }

  /// What it can do.
  public nonisolated let capabilities = RadioCapabilities(
    largestFrameBytes: EtherLimits.frameBytes, transmitDone: .event,
    activityDetection: .hardware, airtime: .exact)
  /// What it hears and how it fares, for one consumer.
  public nonisolated let events: AsyncStream<RadioEvent>

  let socketPath: String
  let answerTime: Duration
  let clock: @Sendable () -> Instant
  let report: AsyncStream<RadioEvent>.Continuation
  var channel: RadioChannel?
  var link = Link.idle
  var session: Task<Void, Never>?
  /// Whether a fault was reported and no recovery yet.
  var isFaulty = false
  var isTransmitting = false
  var pending: [UInt32: Pending] = [:]
  var nextRequest: UInt32 = 0
  /// Calls that wait for the first attempt to connect.
  var waiting: [CheckedContinuation<Void, Never>] = []

  /// A radio that is not connected yet; the clock tells the time of received frames.
  public init(socketPath: String, clock: @escaping @Sendable () -> Instant) {
    self.init(socketPath: socketPath, answerTime: EtherLimits.answerTime, clock: clock)
  }

  /// A radio that gives the server so much time to answer, besides the time on air.
  package init(
    socketPath: String, answerTime: Duration, clock: @escaping @Sendable () -> Instant
  ) {
    self.socketPath = socketPath
    self.answerTime = answerTime
    self.clock = clock
    (events, report) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingNewest(EtherLimits.waitingEvents))
  }

  /// Tunes to a channel; the first time, connects and joins the air.
  ///
  /// When that fails for want of a server, the radio goes on trying.
  ///
  /// - Throws: ``RadioError`` when the server cannot be reached or the channel does not exist.
  public func configure(_ channel: RadioChannel) async throws(RadioError) {
    guard UInt16(exactly: channel.modulation.preambleSymbols) != nil else {
      throw .unsupportedChannel("a preamble has 0 to 65535 symbols")
    }
    if case .shut = link { throw .shutDown }
    self.channel = channel
    if case .idle = link { connect() }
    while case .connecting = link { await withCheckedContinuation { waiting.append($0) } }
    let answer = try await request(within: answerTime) {
      .tune(request: $0, channel: channel)
    }
    guard case .tuned = answer else { throw Self.error(answer) }
  }

  /// Sends a frame; returns when it has left the antenna.
  ///
  /// - Throws: ``RadioError`` when the frame or the connection is not fit for it.
  public func transmit(_ frame: [UInt8]) async throws(RadioError) {
    guard (1...EtherLimits.frameBytes).contains(frame.count) else {
      throw .frameBytes(frame.count, largest: EtherLimits.frameBytes)
    }
    guard let channel else { throw .notConfigured }
    guard !isTransmitting else { throw .stillTransmitting }
    isTransmitting = true
    defer { isTransmitting = false }
    let airtime = channel.modulation.timeOnAir(payloadBytes: frame.count)
    let answer = try await request(within: airtime + answerTime) {
      .transmit(request: $0, frame: frame)
    }
    guard case .transmitted = answer else { throw Self.error(answer) }
  }

  /// Listens whether the channel is in use.
  ///
  /// - Throws: ``RadioError`` when the server cannot be reached.
  public func channelActivity() async throws(RadioError) -> ChannelActivity {
    guard channel != nil else { throw .notConfigured }
    let answer = try await request(within: answerTime) { .sense(request: $0) }
    guard case .sensed(_, let activity) = answer else { throw Self.error(answer) }
    return activity
  }

  /// Leaves the air for good; a frame that is being sent breaks off.
  public func shutdown() async {
    if case .shut = link { return }
    let last = link
    link = .shut
    if case .up(let channel) = last { channel.close(promise: nil) }
    failPending(.shutDown)
    session?.cancel()
    await session?.value
    session = nil
    report.finish()
  }

  private static func error(_ answer: EtherMessage) -> RadioError {
    guard case .refused(_, let reason) = answer else {
      return .refused("the server's answer does not fit the request")
    }
    switch reason {
    case .notTuned: return .notConfigured
    case .frameBytes: return .refused("illegal length of the frame")
    case .stillTransmitting: return .stillTransmitting
    }
  }
}
