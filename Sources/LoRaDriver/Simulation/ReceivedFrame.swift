// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// A frame as a radio hands it up.
public struct ReceivedFrame: Sendable, Equatable {
  /// What was received.
  public var bytes: [UInt8]
  /// Signal to noise ratio.
  public var snr: SNR
  /// Signal strength.
  public var rssi: RSSI
  /// Where it was received.
  public var channel: RadioChannel
  /// The end of the frame.
  public var at: Instant

  /// Makes a received frame.
  public init(bytes: [UInt8], snr: SNR, rssi: RSSI, channel: RadioChannel, at: Instant) {
    self.bytes = bytes
    self.snr = snr
    self.rssi = rssi
    self.channel = channel
    self.at = at
  }
}
