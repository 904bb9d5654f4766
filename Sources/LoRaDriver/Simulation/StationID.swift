// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Names a station on a simulated air.
public struct StationID: Sendable, Hashable, Comparable {
  let rawValue: Int

  /// Orders stations as they joined.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
