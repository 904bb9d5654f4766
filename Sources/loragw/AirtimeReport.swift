// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What people want to know of one kind of frame.
package struct AirtimeReport: Encodable {
  private let payloadBytes: Int
  private let symbolUs: Int64
  private let timeOnAirUs: Int64
  private let bitRate: Double
  private let framesAnHourAt1Percent: Int64
  private let framesAnHourAt10Percent: Int64

  /// Reckons.
  package init(modulation: Modulation, payloadBytes: Int) {
    self.payloadBytes = payloadBytes
    symbolUs = modulation.symbolDuration.wholeMicroseconds
    timeOnAirUs = modulation.timeOnAir(payloadBytes: payloadBytes).wholeMicroseconds
    bitRate = modulation.bitRate
    framesAnHourAt1Percent = Self.framesAnHour(timeOnAirUs, percent: 1)
    framesAnHourAt10Percent = Self.framesAnHour(timeOnAirUs, percent: 10)
  }

  private enum CodingKeys: String, CodingKey {
    case payloadBytes, symbolUs, timeOnAirUs
    case bitRate = "bitsPerSecond"
    case framesAnHourAt1Percent = "frames_an_hour_at_1_percent"
    case framesAnHourAt10Percent = "frames_an_hour_at_10_percent"
  }

  /// The report, one fact a line.
  package var lines: [String] {
    [
      "symbol time    \(AirtimeReport.milliseconds(symbolUs)) ms",
      "time on air    \(AirtimeReport.milliseconds(timeOnAirUs)) ms (\(timeOnAirUs) us)",
      "bit rate       \(AirtimeReport.twoPlaces(bitRate)) bit/s",
      "frames an hour \(framesAnHourAt1Percent) at 1 % duty cycle,"
        + " \(framesAnHourAt10Percent) at 10 %",
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
