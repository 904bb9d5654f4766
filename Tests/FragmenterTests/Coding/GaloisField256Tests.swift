// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

struct GaloisField256Tests {
  /// The definition: polynomials over GF(2) modulo x⁸ + x⁴ + x³ + x² + 1.
  private func definedProduct(_ left: UInt8, _ right: UInt8) -> UInt8 {
    var product = 0
    for bit in 0..<8 where right & (1 << bit) != 0 {
      product ^= Int(left) << bit
    }
    for bit in stride(from: 14, through: 8, by: -1) where product & (1 << bit) != 0 {
      product ^= 0x11D << (bit - 8)
    }
    return UInt8(product)
  }

  @Test func `every product is the polynomial product modulo 0x11D`() {
    var wrong = 0
    for left in UInt8.min...255 {
      for right in UInt8.min...255 {
        wrong += GaloisField256.product(left, right) == definedProduct(left, right) ? 0 : 1
      }
    }
    #expect(wrong == 0)
  }

  @Test func `products commute and have zero and one`() {
    var wrong = 0
    for left in UInt8.min...255 {
      for right in UInt8.min...left {
        wrong +=
          GaloisField256.product(left, right) == GaloisField256.product(right, left) ? 0 : 1
      }
      wrong += GaloisField256.product(left, 0) == 0 ? 0 : 1
      wrong += GaloisField256.product(left, 1) == left ? 0 : 1
    }
    #expect(wrong == 0)
  }

  @Test func `products associate and distribute over sums`() {
    var wrong = 0
    for first in UInt8.min...255 {
      for second in UInt8.min...255 {
        let third = first &* 29 &+ second &* 113 &+ 7
        let left = GaloisField256.product(GaloisField256.product(first, second), third)
        let right = GaloisField256.product(first, GaloisField256.product(second, third))
        wrong += left == right ? 0 : 1
        let sum = GaloisField256.product(first, second ^ third)
        let parts =
          GaloisField256.product(first, second) ^ GaloisField256.product(first, third)
        wrong += sum == parts ? 0 : 1
      }
    }
    #expect(wrong == 0)
  }

  @Test func `every element but zero has an inverse`() throws {
    #expect(GaloisField256.inverse(0) == nil)
    for element in UInt8(1)...255 {
      let inverse = try #require(GaloisField256.inverse(element))
      #expect(GaloisField256.product(element, inverse) == 1)
    }
  }

  @Test func `block products equal single products for all pairs`() {
    var wrong = 0
    for constant in UInt8.min...255 {
      let multiplier = GaloisField256.BlockMultiplier(by: constant)
      for start in stride(from: UInt8(0), through: 248, by: 8) {
        let elements = (0..<8).map { start + UInt8($0) }
        let block = elements.reversed().reduce(GaloisField256.Block(0)) { $0 << 8 | UInt64($1) }
        let product = multiplier.product(block)
        for (index, element) in elements.enumerated() {
          let single = UInt8(truncatingIfNeeded: product >> (8 * index))
          wrong += single == GaloisField256.product(constant, element) ? 0 : 1
        }
      }
    }
    #expect(wrong == 0)
  }
}
