// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The field of 256 elements modulo x⁸ + x⁴ + x³ + x² + 1 (0x11D), with 2 as generator.
///
/// Addition and subtraction are both exclusive or. Source: RFC 8681 §3.7.1.
public enum GaloisField256 {
  /// The reduction polynomial without its x⁸ term.
  package static let polynomial: UInt8 = 0x1D

  /// Powers of the generator, twice over, so that a sum of two logarithms needs no modulo.
  private static let powers: [UInt8] = {
    var powers: [UInt8] = []
    var power: UInt8 = 1
    for _ in 0..<510 {
      powers.append(power)
      power = doubled(power)
    }
    return powers
  }()

  /// Logarithms to the base of the generator; the entry of zero is never read.
  private static let logarithms: [UInt8] = {
    var logarithms = [UInt8](repeating: 0, count: 256)
    for exponent in 0..<255 {
      logarithms[Int(powers[exponent])] = UInt8(exponent)
    }
    return logarithms
  }()

  /// Returns the element times the generator.
  package static func doubled(_ element: UInt8) -> UInt8 {
    (element << 1) ^ (element & 0x80 == 0 ? 0 : polynomial)
  }

  /// Returns the product of two elements.
  public static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
    guard left != 0, right != 0 else { return 0 }
    return powers[Int(logarithms[Int(left)]) + Int(logarithms[Int(right)])]
  }

  /// Returns the multiplicative inverse, `nil` for zero, which has none.
  public static func inverse(_ element: UInt8) -> UInt8? {
    element == 0 ? nil : powers[255 - Int(logarithms[Int(element)])]
  }
}

extension GaloisField256 {
  /// Eight elements that are worked on at once, the first one in the lowest byte.
  package typealias Block = UInt64

  /// Multiplication of whole blocks by one constant.
  ///
  /// A product is the sum of c·2ⁱ over the bits i that are set in the element. Each bit in turn is
  /// spread over its byte and masks one term. There is no table look-up, so the compiler can work
  /// on several blocks in one vector register.
  package struct BlockMultiplier {
    /// A one in each byte.
    private static var ones: Block { 0x0101_0101_0101_0101 }

    private let term0, term1, term2, term3, term4, term5, term6, term7: Block

    /// Prepares multiplication by the constant.
    package init(by constant: UInt8) {
      var term = constant
      func spread() -> Block {
        defer { term = GaloisField256.doubled(term) }
        return Block(term) &* Self.ones
      }
      term0 = spread()
      term1 = spread()
      term2 = spread()
      term3 = spread()
      term4 = spread()
      term5 = spread()
      term6 = spread()
      term7 = spread()
    }

    /// Returns the products of the constant and each element of the block.
    @inline(__always)
    package func product(_ block: Block) -> Block {
      var sum = mask(block) & term0
      sum ^= mask(block &>> 1) & term1
      sum ^= mask(block &>> 2) & term2
      sum ^= mask(block &>> 3) & term3
      sum ^= mask(block &>> 4) & term4
      sum ^= mask(block &>> 5) & term5
      sum ^= mask(block &>> 6) & term6
      sum ^= mask(block &>> 7) & term7
      return sum
    }

    /// Fills each byte with its lowest bit.
    @inline(__always)
    private func mask(_ block: Block) -> Block {
      let bits = block & Self.ones
      return (bits &<< 8) &- bits
    }
  }
}
