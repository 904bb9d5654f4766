// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A moment as mail writes it (RFC 5322 §3.3), for example `Mon, 07 Dec 2026 03:11:43 +0100`.
public struct MailDate: Hashable, Sendable {
  /// Seconds since 1970 in universal time, within the years 1970 to 9999.
  public let unixSeconds: Int64
  /// How far the zone is ahead of universal time, in minutes, less than a day either way.
  public let offsetMinutes: Int

  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  /// The last second of the year 9999 less a day, so that no zone leads into the next.
  private static let last: Int64 = 253_402_300_799 - 86_400

  /// Takes a moment and a zone; what is out of range becomes the nearest that is not.
  public init(unixSeconds: Int64, offsetMinutes: Int = 0) {
    self.unixSeconds = min(max(unixSeconds, 86_400), Self.last)
    self.offsetMinutes = min(max(offsetMinutes, -1439), 1439)
  }

  /// Day, month from 1 and year of a day counted from 1970-01-01, by eras of 400 years that begin
  /// in March.
  private static func civil(_ day: Int64) -> (day: Int, month: Int, year: Int) {
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (Int(dayOfYear - (153 * march + 2) / 5 + 1), Int(month), Int(year))
  }

  private static func digits(_ value: Int, _ count: Int = 2) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}

extension MailDate: CustomStringConvertible {
  /// The date as it stands in a header.
  public var description: String {
    let local = unixSeconds + Int64(offsetMinutes) * 60
    let (day, second) = (local / 86_400, Int(local % 86_400))
    let date = Self.civil(day)
    let time = [second / 3600, second / 60 % 60, second % 60].map { Self.digits($0) }
    let zone = abs(offsetMinutes)
    return "\(Self.days[Int(day % 7)]), \(Self.digits(date.day)) \(Self.months[date.month - 1])"
      + " \(Self.digits(date.year, 4)) \(time.joined(separator: ":"))"
      + " \(offsetMinutes < 0 ? "-" : "+")\(Self.digits(zone / 60))\(Self.digits(zone % 60))"
  }
}
