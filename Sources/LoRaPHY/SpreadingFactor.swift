// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The spreading factor: each symbol carries this many bits in 2^SF chips.
public enum SpreadingFactor: Int, Sendable, Hashable, Comparable, CaseIterable, Codable {
  case sf5 = 5
  case sf6
  case sf7
  case sf8
  case sf9
  case sf10
  case sf11
  case sf12

  /// Chips of one symbol.
  public var chips: Int { 1 << rawValue }

  /// Orders by range: slower is greater.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
