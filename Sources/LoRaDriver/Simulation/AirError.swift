// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// Why a station cannot send.
public enum AirError: Error, Equatable, Sendable {
  /// The station has left, or never joined.
  case unknownStation
  /// A LoRa frame has 1 to 255 bytes.
  case frameBytes(Int)
  /// Its former frame is still on the air.
  case stillTransmitting(until: Instant)
}
