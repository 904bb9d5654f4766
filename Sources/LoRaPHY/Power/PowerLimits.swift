// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How far powers and ratios reach.
package enum PowerLimits {
  /// The greatest magnitude of a ratio or level, in hundredths of a decibel.
  package static let hundredths = 1_000_000
}
