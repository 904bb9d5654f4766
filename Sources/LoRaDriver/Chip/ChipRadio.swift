// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// A LoRa chip, or a module with one, on the SPI bus of this machine.
///
/// All that blocks happens on a thread of its own, which lives until `shutdown()`.
public final class ChipRadio: Radio {
  /// What it can do.
  public let capabilities = RadioCapabilities(
    largestFrameBytes: 255, transmitDone: .event, activityDetection: .hardware, airtime: .exact)
  /// What it hears and how it fares, for one consumer.
  public let events: AsyncStream<RadioEvent>

  private let mailbox: ChipMailbox

  /// Opens the wires of a board; the chip is not touched before it is tuned.
  ///
  /// The clock tells the time of received frames, and must be CLOCK_BOOTTIME.
  ///
  /// - Throws: ``BusError`` when a device or line cannot be had, with what to do about it.
  public convenience init(
    _ settings: ChipSettings, board: SPIBoard, clock: @escaping @Sendable () -> Instant
  ) throws(BusError) {
    try self.init(settings, wires: try ChipWires(board), clock: clock)
  }

  /// A radio on wires that are open.
  ///
  /// - Throws: ``BusError`` when the system has no thread left.
  package init(
    _ settings: ChipSettings, wires: ChipWires, clock: @escaping @Sendable () -> Instant
  ) throws(BusError) {
    let (events, report) = AsyncStream.makeStream(
      of: RadioEvent.self, bufferingPolicy: .bufferingNewest(EtherLimits.waitingEvents))
    self.events = events
    let mailbox = try ChipMailbox(wires: wires)
    self.mailbox = mailbox
    let (hasReset, hasInterrupt) = (wires.reset != nil, wires.interrupt != nil)
    switch settings {
    case .sx127x(let settings):
      let core = SX127xCore(settings: settings, hasReset: hasReset, hasInterrupt: hasInterrupt)
      try Self.start(core, mailbox, report, clock)
    case .sx126x(let settings):
      let core = SX126xCore(settings: settings, hasReset: hasReset, hasInterrupt: hasInterrupt)
      try Self.start(core, mailbox, report, clock)
    }
  }

  private static func start(
    _ core: some ChipCore, _ mailbox: ChipMailbox,
    _ report: AsyncStream<RadioEvent>.Continuation, _ clock: @escaping @Sendable () -> Instant
  ) throws(BusError) {
    try BlockingThread.start {
      var thread = ChipThread(core: core, mailbox: mailbox, report: report, clock: clock)
      thread.live()
    }
  }

  deinit { mailbox.requests.stop() }

  /// What the chip and the driver went through.
  public var health: ChipHealth { mailbox.health }

  /// Tunes to a channel, and listens there from now on; the first time, starts the chip.
  ///
  /// - Throws: ``RadioError`` when the chip does not answer, or cannot use the channel.
  public func configure(_ channel: RadioChannel) async throws(RadioError) {
    _ = try await ask(.configure(channel))
  }

  /// Sends a frame; returns when it has left the antenna.
  ///
  /// - Throws: ``RadioError``; after `interrupted` and `noAnswer` it may have been sent.
  public func transmit(_ frame: [UInt8]) async throws(RadioError) {
    _ = try await ask(.transmit(frame))
  }

  /// Listens whether the channel is in use.
  ///
  /// - Throws: ``RadioError`` when the chip is out of order.
  public func channelActivity() async throws(RadioError) -> ChannelActivity {
    guard case .sensed(let activity) = try await ask(.sense) else { throw .noAnswer }
    return activity
  }

  /// Receives one frame that begins within so many symbols, 4 to 1,023; nil when there is none.
  ///
  /// - Throws: ``RadioError`` when the chip is out of order.
  package func receiveOnce(symbols: Int) async throws(RadioError) -> ReceivedFrame? {
    guard case .received(let frame) = try await ask(.receiveOnce(symbols: symbols)) else {
      throw .noAnswer
    }
    return frame
  }

  /// Puts the chip to sleep for good; a frame that is being sent breaks off.
  public func shutdown() async { await mailbox.requests.leave() }

  private func ask(_ request: ChipRequest) async throws(RadioError) -> ChipAnswer {
    try await mailbox.requests.ask(request).get()
  }
}
