// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// A LoRa radio: one that sends and listens on one channel at a time.
///
/// It listens whenever it does not send. After a fault it mends itself, tunes to the last channel
/// again and says ``RadioEvent/recovered``; meanwhile all calls throw.
public protocol Radio: Sendable {
  /// What it can do; never changes.
  var capabilities: RadioCapabilities { get }

  /// What it hears and how it fares, for one consumer; ends after `shutdown()`.
  ///
  /// Who does not keep up loses the oldest events.
  var events: AsyncStream<RadioEvent> { get }

  /// Tunes to a channel, and listens there from now on.
  ///
  /// - Throws: ``RadioError`` when the radio cannot be reached or does not take the channel.
  func configure(_ channel: RadioChannel) async throws(RadioError)

  /// Sends a frame; returns when it has left the antenna.
  ///
  /// A cancelled task does not return earlier: what is on the air cannot be called back.
  ///
  /// - Throws: ``RadioError``; after ``RadioError/interrupted(_:)`` and ``RadioError/noAnswer`` the
  ///   frame may have been sent.
  func transmit(_ frame: [UInt8]) async throws(RadioError)

  /// Sends a frame after which another one may follow at once.
  ///
  /// A radio that can queue frames returns as soon as it has room for the next one: so a burst
  /// leaves without pauses. After the last frame of a burst it returns when all have left.
  ///
  /// - Throws: as ``transmit(_:)``; for frames that this call or earlier ones left in the queue.
  func transmit(_ frame: [UInt8], before next: FrameFollower) async throws(RadioError)

  /// Listens whether the channel is in use.
  ///
  /// - Throws: ``RadioError`` when the radio cannot tell.
  func channelActivity() async throws(RadioError) -> ChannelActivity

  /// Stops for good: ends `events`, fails what is pending, gives the device back.
  func shutdown() async
}

/// What a station sends after a frame.
public enum FrameFollower: Sendable, Equatable {
  /// Nothing, for now.
  case nothing
  /// Another frame, at once.
  case frame
}

extension Radio {
  /// Sends a frame; returns when it has left, whatever follows.
  public func transmit(
    _ frame: [UInt8], before next: FrameFollower
  ) async throws(RadioError) {
    try await transmit(frame)
  }
}
