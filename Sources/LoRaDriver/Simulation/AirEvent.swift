// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// What a simulated air does by itself as time passes.
public enum AirEvent: Sendable, Equatable {
  /// The station's frame has left the antenna.
  case transmitted(StationID, at: Instant)
  /// The station received a frame.
  case received(StationID, ReceivedFrame)
}

/// What a station finds when it listens.
public enum ChannelActivity: Sendable, Equatable {
  case clear
  case busy
}
