// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// How long MeshCore's modem firmware is waited for.
enum MeshCoreTimes {
  /// Between two attempts to find a modem, and how many there are: an ESP32 that is reset by being
  /// opened needs two seconds.
  static let detection = (pause: Duration.milliseconds(500), attempts: 10)
  /// For the answer to a command.
  static let answer = Duration.milliseconds(1_500)
  /// For the signal report of a frame.
  static let signal = Duration.milliseconds(100)
  /// Between two looks whether an idle modem still has its settings.
  static let checkup = Duration.seconds(10)

  /// By when the firmware says that a frame has left; it gives up after twice the time on air.
  static func transmission(of airtime: Duration) -> Duration { airtime * 2 + .seconds(1) }
}
