// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailRelay
import Testing

struct MailDateTests {
  @Test(arguments: [
    (86_400, 0, "Fri, 02 Jan 1970 00:00:00 +0000"),
    (951_782_400, 0, "Tue, 29 Feb 2000 00:00:00 +0000"),
    (951_868_799, 60, "Wed, 01 Mar 2000 00:59:59 +0100"),
    (1_796_613_103, -210, "Sun, 06 Dec 2026 23:41:43 -0330"),
    (4_107_542_400, 0, "Mon, 01 Mar 2100 00:00:00 +0000"),
    (.min, 0, "Fri, 02 Jan 1970 00:00:00 +0000"), (.max, 1439, "Fri, 31 Dec 9999 23:58:59 +2359"),
    (.min, .min, "Thu, 01 Jan 1970 00:01:00 -2359"),
  ])
  func `a moment is written as mail writes it`(seconds: Int64, offset: Int, text: String) {
    #expect(MailDate(unixSeconds: seconds, offsetMinutes: offset).description == text)
  }

  @Test func `days agree with the calendar of the system`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    var random = SplitMix64(seed: 5)
    for _ in 0..<2000 {
      let seconds = Int64.random(in: 86_400...100_000_000_000, using: &random)
      let date = Date(timeIntervalSince1970: TimeInterval(seconds))
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let words = MailDate(unixSeconds: seconds).description.split(separator: " ")
      let months = "JanFebMarAprMayJunJulAugSepOctNovDec"
      let month = months.ranges(of: words[2]).first.map {
        months.distance(from: months.startIndex, to: $0.lowerBound) / 3 + 1
      }
      #expect(Int(words[1]) == parts.day && month == parts.month, "seed 5")
      #expect(Int(words[3]) == parts.year, "seed 5")
    }
  }
}
