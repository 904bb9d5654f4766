// SPDX-License-Identifier: Apache-2.0
// Part of loragw

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
  /// Receptions lost by the loss model.
  public var lost = 0
  /// Receptions destroyed by an overlapping frame.
  public var collided = 0
  /// Receptions missed because the receiver was transmitting.
  public var deaf = 0
}
