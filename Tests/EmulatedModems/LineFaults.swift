// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What else goes wrong in a modem that speaks in lines; each count runs down.
package struct LineFaults: Sendable, Equatable {
  /// How many commands are answered before the first whose answer is lost.
  package var answersBefore = 0
  /// Frames whose end is told late.
  package var lateDones = 0
  /// How late.
  package var lateness = Duration.milliseconds(400)
  /// Answers with lines before them that belong to nothing.
  package var strayLines = 0
  /// Times that LoRaWAN does not pause.
  package var busyPauses = 0
  /// Settings that are accepted and not kept.
  package var forgottenSettings = 0
  /// Frames that find the channel busy.
  package var busyChannels = 0
  /// Frames whose end is told before they are accepted.
  package var earlyDones = 0
  /// It repeats what it is told.
  package var echoes = false

  /// Nothing goes wrong.
  package init() {}
}

extension Int {
  /// Counts down; whether there was anything left.
  mutating func strike() -> Bool {
    guard self > 0 else { return false }
    self -= 1
    return true
  }
}
