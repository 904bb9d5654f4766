// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Times of the chip, with room for slow machines.
package enum SX127xTimes {
  /// How long the chip may take to show its version after that.
  package static let identification = Duration.milliseconds(100)
  /// Start of the crystal: 250 µs (datasheet §2.3.4).
  package static let crystalStart = Duration.milliseconds(1)
  /// Start of an external oscillator.
  package static let tcxoStart = Duration.milliseconds(5)
  /// A change of mode takes less than a millisecond.
  package static let modeChange = Duration.milliseconds(20)
  /// After so long without effect a mode is written again.
  package static let modeRepeat = Duration.milliseconds(5)
  /// Image calibration takes 10 ms.
  package static let calibration = Duration.milliseconds(60)
  /// The thermometer needs 140 µs.
  package static let thermometer = Duration.microseconds(250)
  /// Pauses between two looks at a register that is waited for.
  package static let confirmation = Duration.microseconds(200)
}
