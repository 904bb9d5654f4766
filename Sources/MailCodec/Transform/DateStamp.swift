// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A date as mail writes it (RFC 5322 §3.3), for example `Mon,  7 Dec 2026 03:11:43 +0000`.
package struct DateStamp: Equatable, Sendable {
  /// How a day of one digit is filled up; days of two digits count as ``zero``.
  package enum Padding: UInt8, Sendable { case zero, none, space }

  /// Whether the day of the week stands before it.
  package var hasWeekday: Bool
  /// How the day of the month is filled up.
  package var padding: Padding
  /// How the zone is written; see ``zoneText``.
  package var zone: UInt8
  /// Seconds since 1970 in universal time, 0 to 2^31 - 1.
  package var seconds: Int

  private static let days = names("ThuFriSatSunMonTueWed")
  private static let months = names("JanFebMarAprMayJunJulAugSepOctNovDec")
  private static let namedZones: [[UInt8]] = [
    Array("-0000".utf8), Array("GMT".utf8), Array("UTC".utf8),
  ]
  /// The number of `+0000`; each quarter of an hour counts one.
  private static let universal = 0x80
  private static let quarters = -48...56

  private static func names(_ text: String) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: 3).map { Array(bytes[$0..<($0 + 3)]) }
  }

  /// The byte that names day form and padding in the text stream.
  var form: UInt8 { (hasWeekday ? 4 : 0) | padding.rawValue }

  /// A date from its bytes in the text stream; nil when no packer writes them.
  package init?(form: UInt8, zone: UInt8, seconds: Int) {
    guard form < 8, let padding = Padding(rawValue: form & 3) else { return nil }
    self.init(hasWeekday: form & 4 != 0, padding: padding, zone: zone, seconds: seconds)
    guard (0...0x7FFF_FFFF).contains(seconds), zoneText != nil else { return nil }
  }

  private init(hasWeekday: Bool, padding: Padding, zone: UInt8, seconds: Int) {
    self.hasWeekday = hasWeekday
    self.padding = padding
    self.zone = zone
    self.seconds = seconds
  }

  private var quarterHours: Int? {
    if Int(zone) < Self.namedZones.count { return 0 }
    let quarters = Int(zone) - Self.universal
    return Self.quarters.contains(quarters) ? quarters : nil
  }

  private var zoneText: [UInt8]? {
    if Int(zone) < Self.namedZones.count { return Self.namedZones[Int(zone)] }
    guard let quarters = quarterHours else { return nil }
    let minutes = abs(quarters) * 15
    return [quarters < 0 ? 0x2D : 0x2B] + Self.pair(minutes / 60) + Self.pair(minutes % 60)
  }

  static func pair(_ value: Int) -> [UInt8] {
    [0x30 + UInt8(value / 10 % 10), 0x30 + UInt8(value % 10)]
  }

  /// The date as it was written.
  package var text: [UInt8] {
    let local = seconds + (quarterHours ?? 0) * 900
    let day = local >= 0 ? local / 86400 : (local - 86399) / 86400
    let (year, month, monthDay) = Self.civil(day)
    let second = local - day * 86400
    var text: [UInt8] = []
    if hasWeekday { text += Self.days[((day % 7) + 7) % 7] + [0x2C, 0x20] }
    var number = Self.pair(monthDay)
    if monthDay < 10, padding == .none { number.removeFirst() }
    if monthDay < 10, padding == .space { number[0] = 0x20 }
    text += number + [0x20] + Self.months[month - 1] + [0x20]
    text += Self.pair(year / 100) + Self.pair(year) + [0x20]
    text += Self.pair(second / 3600) + [0x3A] + Self.pair(second / 60 % 60) + [0x3A]
    return text + Self.pair(second % 60) + [0x20] + (zoneText ?? [])
  }

  /// Finds a date that begins at a place; gives it and its length there.
  package static func find(_ mail: [UInt8], at start: Int, end: Int) -> (DateStamp, Int)? {
    var reader = DateReader(mail, at: start, end: end)
    guard let stamp = reader.read(days: days, months: months) else { return nil }
    guard stamp.text.elementsEqual(mail[start..<reader.position]) else { return nil }
    return (stamp, reader.position - start)
  }

  /// Year, month and day of a count of days since 1970, in the Gregorian calendar.
  static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    // Years begin in March here, so that the day put in comes last.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day)
  }

  /// The count of days since 1970 of a date.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  fileprivate static func zone(_ text: ArraySlice<UInt8>) -> UInt8? {
    for (index, name) in namedZones.enumerated() where text.elementsEqual(name) {
      return UInt8(index)
    }
    let digits = text.dropFirst().map { Int($0) - 0x30 }
    guard digits.count == 4, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
    let sign = text.first == 0x2D ? -1 : 1
    guard minutes % 15 == 0, quarters.contains(sign * minutes / 15) else { return nil }
    return UInt8(universal + sign * minutes / 15)
  }

  fileprivate init?(
    hasWeekday: Bool, padding: Padding, day: Int, second: Int, zone: UInt8
  ) {
    self.init(hasWeekday: hasWeekday, padding: padding, zone: zone, seconds: 0)
    guard let quarters = quarterHours else { return nil }
    seconds = day * 86400 + second - quarters * 900
    guard (0...0x7FFF_FFFF).contains(seconds) else { return nil }
  }
}

/// Reads the parts of a date one after the other.
private struct DateReader {
  private let mail: [UInt8]
  private let end: Int
  private(set) var position: Int

  init(_ mail: [UInt8], at start: Int, end: Int) {
    self.mail = mail
    self.end = end
    position = start
  }

  mutating func read(days: [[UInt8]], months: [[UInt8]]) -> DateStamp? {
    let hasWeekday = name(of: days) != nil
    if hasWeekday { guard take(0x2C), take(0x20) else { return nil } }
    let isSpaced = take(0x20)
    guard let (day, dayDigits) = number(digits: 1...2), take(0x20), let month = name(of: months),
      take(0x20), let (year, _) = number(digits: 4...4), take(0x20),
      let (hour, _) = number(digits: 2...2), take(0x3A), let (minute, _) = number(digits: 2...2),
      take(0x3A), let (second, _) = number(digits: 2...2), take(0x20), let zone = zone()
    else { return nil }
    let padding: DateStamp.Padding = dayDigits == 2 ? .zero : isSpaced ? .space : .none
    return DateStamp(
      hasWeekday: hasWeekday, padding: padding,
      day: DateStamp.days(year: year, month: month + 1, day: day),
      second: hour * 3600 + minute * 60 + second, zone: zone)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < end, mail[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func name(of names: [[UInt8]]) -> Int? {
    guard position + 3 <= end else { return nil }
    let index = names.firstIndex { $0.elementsEqual(mail[position..<(position + 3)]) }
    if index != nil { position += 3 }
    return index
  }

  private mutating func number(digits: ClosedRange<Int>) -> (value: Int, digits: Int)? {
    var value = 0
    var count = 0
    while count < digits.upperBound, position < end, (0x30...0x39).contains(mail[position]) {
      value = value * 10 + Int(mail[position] - 0x30)
      position += 1
      count += 1
    }
    return count >= digits.lowerBound ? (value, count) : nil
  }

  private mutating func zone() -> UInt8? {
    for length in [5, 3] where position + length <= end {
      if let zone = DateStamp.zone(mail[position..<(position + length)]) {
        position += length
        return zone
      }
    }
    return nil
  }
}
