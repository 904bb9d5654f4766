// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Times of the driver of a modem that speaks in lines.
enum LineTimes {
  /// From the opening to the first command: what was half said is over by then.
  static let opening = Duration.milliseconds(100)
  /// After a frame the receiver is not started for so long: in a burst the next one comes first.
  static let lull = Duration.milliseconds(2)
  /// The answer to a command, its line time not counted.
  static let answer = Duration.milliseconds(500)
  /// The answer to a command that writes flash memory.
  static let slowAnswer = Duration.seconds(2)
  /// The start of a modem.
  static let start = Duration.seconds(5)
  /// Beyond 1.25 × its time on air and this the end of a frame is not told any more.
  static let grace = Duration.seconds(1)
  /// The pause before a second attempt to bring the modem to order; it doubles each time.
  static let firstPause = Duration.milliseconds(100)
  /// The longest such pause.
  static let longestPause = Duration.seconds(10)
  /// Restarts by command before the device is opened again.
  static let resets = 2
  /// Attempts at what a modem says it is too busy for.
  static let attempts = 3
  /// The pause between them.
  static let busyPause = Duration.milliseconds(50)

  /// How long the end of a frame is awaited.
  static func end(ofFrame airtime: Duration) -> Duration { airtime + airtime / 4 + grace }
}
