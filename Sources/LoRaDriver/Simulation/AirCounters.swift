// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// What happened on a simulated air, in all or for one station.
public struct AirCounters: Sendable, Equatable {
  /// Frames sent.
  public var frames = 0
  /// Their bytes.
  public var bytes = 0
  /// Their time on air.
  public var airtime = Duration.zero
  /// Receptions that succeeded, one for each receiver.
  public var delivered = 0
  /// Receptions lost by the loss model, or in noise.
  public var lost = 0
  /// Receptions destroyed by an overlapping frame.
  public var collided = 0
  /// Receptions missed because the receiver was transmitting.
  public var deaf = 0
  /// Receptions nobody would expect: the signal is far too weak.
  public var outOfReach = 0
}

extension AirCounters {
  mutating func sent(bytes count: Int, airtime time: Duration) {
    frames += 1
    bytes += count
    airtime += time
  }

  mutating func count(_ fate: Fate) {
    switch fate {
    case .delivered: delivered += 1
    case .lost: lost += 1
    case .collided: collided += 1
    case .deaf: deaf += 1
    case .outOfReach: outOfReach += 1
    }
  }
}

/// What became of a frame at one receiver.
enum Fate: Sendable, Equatable {
  case delivered(SNR, RSSI)
  case lost, collided, deaf, outOfReach
}
