// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Times of a module with RUI3.
enum RUI3Times {
  /// How long a frame waits for a free channel.
  static let busy = Duration.seconds(5)
  /// The pause between two looks at a busy channel.
  static let busyPause = Duration.milliseconds(100)
  /// Looks at a busy channel before the frame is given up.
  static let looks = 40
  /// From the first line of the banner to the first command.
  static let start = Duration.seconds(2)
  /// From its last line.
  static let settling = Duration.milliseconds(100)
}
