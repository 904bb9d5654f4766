// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

struct KeySpellingTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1),
    ("abc", "abcd", 1), ("abc", "axc", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func `distances are those of the definition, either way round`(
    left: String, right: String, distance: Int
  ) {
    #expect(KeySpelling.distance(left, right) == distance)
    #expect(KeySpelling.distance(right, left) == distance)
  }

  @Test(arguments: [
    ("freqency_mhz", "frequency_mhz"), ("Region", "region"), ("regoin", "region"),
    ("zzzzzzzzz", nil), ("", nil),
  ])
  func `slips find their word and other words find none`(word: String, nearest: String?) {
    #expect(KeySpelling.nearest(to: word, among: ["region", "frequency_mhz"]) == nearest)
  }

  @Test func `a huge word costs little`() {
    let word = String(repeating: "x", count: 1_000_000)
    #expect(KeySpelling.nearest(to: word, among: ["region"]) == nil)
  }
}
