// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// What people want to know of one kind of frame.
struct AirtimeReport {
  var modulation: Modulation
  var payloadBytes: Int

  /// The report, one fact a line.
  var lines: [String] {
    let time = modulation.timeOnAir(payloadBytes: payloadBytes).wholeMicroseconds
    let symbol = modulation.symbolDuration.wholeMicroseconds
    return [
      "symbol time    \(AirtimeReport.milliseconds(symbol)) ms",
      "time on air    \(AirtimeReport.milliseconds(time)) ms (\(time) us)",
      "bit rate       \(AirtimeReport.twoPlaces(modulation.bitRate)) bit/s",
      "frames an hour \(AirtimeReport.framesAnHour(time, percent: 1)) at 1 % duty cycle,"
        + " \(AirtimeReport.framesAnHour(time, percent: 10)) at 10 %",
    ]
  }

  /// The whole frames that fit a duty cycle in one hour; regions may set narrower limits.
  static func framesAnHour(_ microseconds: Int64, percent: Int64) -> Int64 {
    3_600_000_000 / 100 * percent / max(microseconds, 1)
  }

  /// Microseconds as milliseconds, exactly.
  static func milliseconds(_ microseconds: Int64) -> String {
    let fraction = String(1_000 + microseconds % 1_000).dropFirst()
    return "\(microseconds / 1_000).\(fraction)"
  }

  private static func twoPlaces(_ number: Double) -> String {
    let hundredths = Int64((number * 100).rounded())
    return "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst())"
  }
}
