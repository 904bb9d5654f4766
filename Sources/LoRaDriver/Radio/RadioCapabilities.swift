// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// What a radio can do, and how exactly.
public struct RadioCapabilities: Sendable, Hashable {
  /// How a radio knows that a frame has left the antenna.
  public enum TransmitDone: Sendable, Hashable {
    /// The device says so.
    case event
    /// The time on air is reckoned and waited for.
    case inferred
  }

  /// Who finds out whether the channel is in use.
  public enum ActivityDetection: Sendable, Hashable {
    /// The chip listens on request.
    case hardware
    /// A modem defers its frames by itself, and does not tell.
    case modem
    /// Nobody.
    case none
  }

  /// How well the time on air of a frame is known.
  public enum AirtimeModel: Sendable, Hashable {
    /// A frame is sent as its modulation says.
    case exact
    /// A modem's firmware chooses the preamble, and always appends the payload CRC.
    case modemPreamble(PreambleRule)
    /// A modem adds what it does not tell.
    case opaque
  }

  /// The longest frame in bytes.
  public var largestFrameBytes: Int
  /// How it knows that a frame has left the antenna.
  public var transmitDone: TransmitDone
  /// Who finds out whether the channel is in use.
  public var activityDetection: ActivityDetection
  /// How well the time on air is known.
  public var airtime: AirtimeModel

  /// Makes the description of a radio.
  public init(
    largestFrameBytes: Int, transmitDone: TransmitDone, activityDetection: ActivityDetection,
    airtime: AirtimeModel
  ) {
    self.largestFrameBytes = largestFrameBytes
    self.transmitDone = transmitDone
    self.activityDetection = activityDetection
    self.airtime = airtime
  }
}
