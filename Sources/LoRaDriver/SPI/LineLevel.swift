// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The level of a digital line, after any inversion.
public enum LineLevel: Sendable, Equatable {
  case low
  case high
}
