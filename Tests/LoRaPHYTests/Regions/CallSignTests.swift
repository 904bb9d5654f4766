// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaPHY
import Testing

struct CallSignTests {
  @Test(arguments: [
    "F4ABC", "W1AW", "K1A", "2E0ABC", "DL1ABC", "9A1A", "VP2EAB", "3DA0RU", "TM100FR", "GB75RAF",
    "VK100ANZAC", "DL1ABC/P", "F/DL1ABC", "VP2E/DL1ABC/MM", "F4ABC/MM", "9H3/G0AAA",
  ])
  func `call signs of all forms are taken and written back`(text: String) throws {
    let callSign = try #require(CallSign(text))
    #expect(callSign.text == text && callSign.description == text)
    #expect(callSign.field.count == 14)
    #expect(CallSign(field: callSign.field) == callSign)
    let coded = try JSONEncoder().encode(callSign)
    #expect(try JSONDecoder().decode(CallSign.self, from: coded) == callSign)
  }

  @Test(arguments: [
    "", "F4", "4ABC", "f4abc", "F4ABC ", " F4ABC", "ABC", "12345", "F4AB1", "A4ABC", "F4ABC/",
    "/F4ABC", "F4ABC//P", "A/B/C", "F/F4ABC/P/Q", "F4ABC/12345", "F4-ABC", "F4ABÇ", "F4ABC\0",
    "VP2E/DL1ABCD/MM", "1234A", "F4ABC\n",
  ])
  func `other texts are refused`(text: String) {
    #expect(CallSign(text) == nil)
  }

  @Test func `a field of another length, empty or not filled with spaces is refused`() throws {
    let field = try #require(CallSign("F4ABC")).field
    #expect(CallSign(field: field.dropLast()) == nil)
    #expect(CallSign(field: field + [0x20]) == nil)
    #expect(CallSign(field: [UInt8](repeating: 0x20, count: 14)) == nil)
    #expect(CallSign(field: [UInt8](repeating: 0, count: 14)) == nil)
    for place in 5..<14 {
      var other = field
      other[place] = 0
      #expect(CallSign(field: other) == nil, "\(place)")
    }
  }

  @Test func `any bytes are read or refused, and what is read is written back the same`() {
    let alphabet = Array("AFKZ019/ ".utf8) + [0, 0x61, 0xFF]
    var random = SystemSeeded(state: 5)
    var read = 0
    for _ in 0..<200_000 {
      var field = (0..<14).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
      let end = Int.random(in: 3...14, using: &random)
      field.replaceSubrange(end..., with: [UInt8](repeating: 0x20, count: 14 - end))
      guard let callSign = CallSign(field: field) else { continue }
      read += 1
      #expect(callSign.field == field)
    }
    #expect(read > 100)
  }

  /// A generator with a fixed seed.
  private struct SystemSeeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
