// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The coefficients by which a repair symbol adds up the source symbols.
///
/// They depend on the symbol's identifier alone, not on message or session. This is the coefficient
/// function of RFC 8681 §3.6 with m = 8 and density threshold 15: the low bytes of TinyMT32
/// seeded with the identifier, zeros left out. Source symbol 0 takes the first one.
package struct CodingCoefficients: Sendable {
  private var generator: TinyMT32

  /// Starts the coefficients of a repair symbol, whose identifier is RFC 8681's repair key.
  package init(repairKey: UInt16) {
    generator = TinyMT32(seed: UInt32(repairKey))
  }

  /// Returns the next coefficient, never zero.
  package mutating func next() -> UInt8 {
    while true {
      let coefficient = UInt8(truncatingIfNeeded: generator.next())
      if coefficient != 0 {
        return coefficient
      }
    }
  }
}
