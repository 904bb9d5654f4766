// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A moment written in decimal digits only, as relays put it into identifiers and signatures.
///
/// It goes the way of an ``Identifier``, with a form of its own, but costs only its distance from
/// the first date of the mail.
enum DecimalMoment: UInt8, CaseIterable {
  /// Ten digits: seconds since 1970.
  case seconds = 2
  /// Fourteen digits: year, month, day, hour, minute, second in universal time.
  case calendar = 3

  /// From this distance on the digits are taken for another number.
  static let reach = 1 << 22

  /// The moment that digits name, if they name one.
  func moment(_ digits: [UInt8]) -> Int? {
    guard digits.count == (self == .seconds ? 10 : 14),
      digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    guard self == .calendar else { return Self.number(digits[...]) }
    let fields = [4, 6, 8, 10, 12].map { Self.number(digits[$0..<($0 + 2)]) }
    guard (1...12).contains(fields[0]) else { return nil }
    let day = DateStamp.days(year: Self.number(digits[..<4]), month: fields[0], day: fields[1])
    let moment = day * 86400 + fields[2] * 3600 + fields[3] * 60 + fields[4]
    return (0...0x7FFF_FFFF).contains(moment) && text(moment) == digits ? moment : nil
  }

  /// The digits of a moment.
  func text(_ moment: Int) -> [UInt8] {
    guard self == .calendar else { return Array(String(moment).utf8) }
    let day = moment / 86400
    let second = moment % 86400
    let (year, month, monthDay) = DateStamp.civil(day)
    return DateStamp.pair(year / 100)
      + [year, month, monthDay, second / 3600, second / 60 % 60, second % 60].flatMap {
        DateStamp.pair($0)
      }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    digits.reduce(0) { $0 * 10 + Int($1 & 15) }
  }
}
