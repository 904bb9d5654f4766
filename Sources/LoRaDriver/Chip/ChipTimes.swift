// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Times of both families of chips, with room for slow machines, and of their driver.
package enum ChipTimes {
  /// Reset held low; the chip wants 100 µs (datasheet §7.2.2).
  package static let resetLow = Duration.milliseconds(1)
  /// From the end of reset to the first access; the chip wants 5 ms (datasheet §7.2.2).
  package static let resetRecovery = Duration.milliseconds(6)
  package static let identificationPause = Duration.milliseconds(10)
  /// How often the receiver is looked at although no interrupt came.
  package static let slowPoll = Duration.milliseconds(250)
  /// How often it is looked at when there is no interrupt line, at the least and at the most.
  package static let fastestPoll = Duration.milliseconds(2)
  package static let slowestPoll = Duration.milliseconds(50)
  /// The ramps at both ends of a frame, and the chip's own time.
  package static let ramps = Duration.milliseconds(1)
  /// Beyond 1.5 × its time on air and this a frame never ends.
  package static let grace = Duration.milliseconds(100)
  /// How often an idle chip's registers are checked.
  package static let selfCheck = Duration.seconds(60)
  /// The pause before a second attempt to start the chip; it doubles from one to the next.
  package static let firstPause = Duration.milliseconds(100)
  /// The longest such pause.
  package static let longestPause = Duration.seconds(10)
  /// After so long in order a fault is taken for a new one.
  package static let steady = Duration.seconds(1)
  /// Attempts at one transfer whose result can be checked.
  package static let attempts = 3
  /// Looks at a line that stays high for no reason before it is left alone.
  package static let levelChecks = 3
  /// Beyond this offset from the last calibration the receiver is calibrated again.
  package static let calibrationRangeHertz = 10_000_000
}
