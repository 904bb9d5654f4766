// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The times of an RNode's carrier sense, which cannot be switched off.
///
/// Source: RNode_Firmware 1.86: slot of 12 symbols within 24 to 100 ms, DIFS of two slots, and at
/// low load a window of up to 14 slots.
struct RNodeTimes: Sendable, Equatable {
  /// One slot.
  var slot: Duration
  /// The silence before the first slot.
  var difs: Duration
  /// The most slots that are waited.
  var slots = 14

  /// What firmware chooses for a modulation.
  init(_ modulation: Modulation) {
    slot = min(max(modulation.symbolDuration * 12, .milliseconds(24)), .milliseconds(100))
    difs = slot * 2
  }

  /// How long a frame waits at most on a channel that is free.
  var bound: Duration { difs + slot * slots }

  /// Whether firmware sends its whole queue after one listening: it does up to 14 kbit/s, and one
  /// frame beyond.
  static func flushesQueue(_ modulation: Modulation) -> Bool { modulation.bitRate <= 14_000 }

  /// The longest time that bytes need over the serial line; 8N1, all of them escaped.
  static func serial(bytes: Int) -> Duration { .microseconds((bytes * 2 + 4) * 87) }

  /// Between two attempts to find an RNode, and how many there are: an ESP32 that is reset by being
  /// opened needs two seconds.
  static let detection = (pause: Duration.milliseconds(500), attempts: 10)
  /// For an answer from a modem that is not sending; a display may keep it busy for a while.
  static let promptAnswer = Duration.milliseconds(200)
  /// For the answers to settings; starting the radio chip takes a while.
  static let answer = Duration.milliseconds(1_500)
  /// Between two looks whether an idle radio is still on.
  static let checkup = Duration.seconds(10)
}
