// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Fragmenter
import Testing

/// Golden vectors of the code.
///
/// The numbers of TinyMT32 are those printed in RFC 8682, figure 2; their low bytes are the values
/// that RFC 8681 prescribes in its appendix A. RFC 8681 gives no vectors of coefficients or coded
/// symbols: those here were made by a second implementation, written in Python from the definitions
/// of both RFCs with bitwise field arithmetic, no tables.
struct CodingVectorTests {
  @Test func `the generator gives the numbers of RFC 8682`() {
    var generator = TinyMT32(seed: 1)
    #expect((0..<50).map { _ in generator.next() } == Self.numbersOfSeed1)
  }

  @Test func `coefficients are the low bytes of the generator`() {
    var coefficients = CodingCoefficients(repairKey: 1)
    let lowBytes = Self.numbersOfSeed1.map { UInt8(truncatingIfNeeded: $0) }
    #expect(lowBytes.allSatisfy { $0 != 0 })
    #expect((0..<50).map { _ in coefficients.next() } == lowBytes)
  }

  @Test(arguments: [
    (7, "36b82eb5412490e4dff6bf1260e1d0443e78157ea3190fc57da40094953f7e3a"),
    (700, "d0d5a67f75eaed549c493469483f70d87df4df51c4e3d48517bb3505a7264726"),
    (4095, "94ca1b220c60bb1e996b934484f01b0dd093d2cf2b4b7445d0fb9cbfdc4e16bc"),
  ])
  func `700 coefficients have the known SHA-256 digest and no zero`(key: UInt16, digest: String) {
    var coefficients = CodingCoefficients(repairKey: key)
    let list = (0..<700).map { _ in coefficients.next() }
    #expect(!list.contains(0))
    let hexadecimal = SHA256.hash(data: list).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    #expect(hexadecimal.joined() == digest)
  }

  @Test(
    arguments: [
      (3, [129, 18, 74, 139]), (4, [36, 184, 32, 8]), (4095, [233, 226, 127, 49]),
    ] as [(Int, [UInt8])])
  func `three source symbols give the known repair symbols`(esi: Int, symbol: [UInt8]) throws {
    let message: [UInt8] = [1, 2, 3, 4, 0x80, 0xFF, 0, 0x1D, 10, 20, 30, 40]
    let encoder = try RepairEncoder(message: message, symbolBytes: 4)
    #expect(try encoder.symbol(esi: esi) == symbol)
  }

  @Test(
    arguments: [
      (20, [125, 10, 124, 16, 135, 73, 80, 169]), (21, [120, 164, 146, 14, 185, 46, 237, 149]),
      (4095, [151, 231, 204, 39, 230, 245, 159, 237]),
    ] as [(Int, [UInt8])])
  func `twenty source symbols give the known repair symbols`(esi: Int, symbol: [UInt8]) throws {
    let message = (0..<20).flatMap { row in
      (0..<8).map { UInt8(truncatingIfNeeded: row * 37 + $0 * 11 + 5) }
    }
    let encoder = try RepairEncoder(message: message, symbolBytes: 8)
    #expect(try encoder.symbol(esi: esi) == symbol)
  }

  private static let numbersOfSeed1: [UInt32] = [
    2_545_341_989, 981_918_433, 3_715_302_833, 2_387_538_352, 3_591_001_365, 3_820_442_102,
    2_114_400_566, 2_196_103_051, 2_783_359_912, 764_534_509, 643_179_475, 1_822_416_315,
    881_558_334, 4_207_026_366, 3_690_273_640, 3_240_535_687, 2_921_447_122, 3_984_931_427,
    4_092_394_160, 44_209_675, 2_188_315_343, 2_908_663_843, 1_834_519_336, 3_774_670_961,
    3_019_990_707, 4_065_554_902, 1_239_765_502, 4_035_716_197, 3_412_127_188, 552_822_483,
    161_364_450, 353_727_785, 140_085_994, 149_132_008, 2_547_770_827, 4_064_042_525,
    4_078_297_538, 2_057_335_507, 622_384_752, 2_041_665_899, 2_193_913_817, 1_080_849_512,
    33_160_901, 662_956_935, 642_999_063, 3_384_709_977, 1_723_175_122, 3_866_752_252,
    521_822_317, 2_292_524_454,
  ]
}
