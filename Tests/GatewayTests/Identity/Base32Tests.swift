// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

struct Base32Tests {
  @Test(
    arguments: [
      ([], ""), ([0], "00"), ([255], "zw"), ([1, 2, 3, 4, 5], "04106105"),
      (Array("hello".utf8), "d1jprv3f"),
    ] as [([UInt8], String)])
  func `known bytes have known spellings`(bytes: [UInt8], text: String) {
    #expect(Base32.encode(bytes) == text)
    #expect(Base32.decode(text.utf8) == bytes)
  }

  @Test func `what is spelt reads back`() {
    let seed: UInt64 = 7
    var random = SplitMix64(seed: seed)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(Base32.decode(Base32.encode(bytes).utf8) == bytes, "seed \(seed)")
    }
  }

  @Test func `the alphabet has no letter that looks like another`() {
    #expect(Set(Base32.digits).count == 32)
    #expect(Set("ilou".utf8).isDisjoint(with: Base32.digits))
  }

  @Test func `upper case and look-alikes read as what they look like`() {
    #expect(Base32.decode("D1JPRV3F".utf8) == Array("hello".utf8))
    #expect(Base32.decode("dijprv3f".utf8) == Array("hello".utf8))
    #expect(Base32.decode("oO".utf8) == [0])
  }

  @Test(arguments: ["u", "0", "01", "000", "d1jprv3", "d1jprv3é", "zz", " 00"])
  func `one byte string has one spelling`(text: String) {
    #expect(Base32.decode(text.utf8) == nil)
  }
}
