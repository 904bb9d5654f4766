// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How well a rule is known.
public enum Confidence: String, Sendable, Hashable, Comparable, CaseIterable {
  /// From memory or one weak source: nobody sends by it unless the operator answers for it.
  case low
  /// One good source was read.
  case medium
  /// Two independent sources were read, one of them official or citing the official one.
  case high

  /// Orders by trust.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    }
  }
}
