// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// A LoRa modem with its own protocol on a serial device that may come and go, such as a dongle.
///
/// All that blocks happens on a thread of its own, which lives until `shutdown()`. A device that is
/// absent is waited for: meanwhile all calls throw ``RadioError/unreachable(_:)``, and the channel
/// asked for last is in force when the radio says ``RadioEvent/recovered``.
public final class SerialRadio: Radio {
  /// What it can do.
  public let capabilities: RadioCapabilities
  /// What it hears and how it fares, for one consumer.
  public let events: AsyncStream<RadioEvent>

  private let mailbox: SerialMailbox

  /// A radio whose modem speaks a protocol, on a device that need not be there yet.
  ///
  /// The clock tells the time of received frames, and must be CLOCK_BOOTTIME.
  ///
  /// - Throws: ``BusError`` when the system has no thread or descriptor left.
  package init(
    _ modem: any SerialModem, device: SerialDeviceName, clock: @escaping @Sendable () -> Instant
  ) throws(BusError) {
    capabilities = modem.capabilities
    let (events, report) = AsyncStream.makeStream(
      of: RadioEvent.self, bufferingPolicy: .bufferingNewest(EtherLimits.waitingEvents))
    self.events = events
    let mailbox = try SerialMailbox()
    self.mailbox = mailbox
    try BlockingThread.start {
      var thread = SerialThread(
        modem: modem, device: device, mailbox: mailbox, report: report, clock: clock)
      thread.live()
    }
  }

  deinit { mailbox.stop() }

  /// Tunes to a channel, and listens there from now on; also when the device comes back.
  ///
  /// - Throws: ``RadioError`` when the modem is absent, or does not take the channel.
  public func configure(_ channel: RadioChannel) async throws(RadioError) {
    _ = try await mailbox.ask(.configure(channel)).get()
  }

  /// Sends a frame; returns when it has left the antenna, or must have.
  ///
  /// - Throws: ``RadioError``; after `interrupted` and `noAnswer` it may have been sent.
  public func transmit(_ frame: [UInt8]) async throws(RadioError) {
    try await transmit(frame, before: .nothing)
  }

  /// Sends a frame; returns when the modem has room for the one that follows, or when all have
  /// left.
  ///
  /// - Throws: as ``transmit(_:)``.
  public func transmit(
    _ frame: [UInt8], before next: FrameFollower
  ) async throws(RadioError) {
    _ = try await mailbox.ask(.transmit(frame, before: next)).get()
  }

  /// Listens whether the channel is in use.
  ///
  /// - Throws: ``RadioError`` when the modem cannot tell.
  public func channelActivity() async throws(RadioError) -> ChannelActivity {
    guard case .sensed(let activity) = try await mailbox.ask(.sense).get() else {
      throw .noAnswer
    }
    return activity
  }

  /// Gives the device back; what is pending fails.
  public func shutdown() async { await mailbox.leave() }
}
