// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Which family a chip is of, and how its board uses it.
public enum ChipSettings: Sendable {
  /// An SX1276/77/78/79.
  case sx127x(SX127xSettings)
  /// An SX1261/62/68 or LLCC68.
  case sx126x(SX126xSettings)
}
