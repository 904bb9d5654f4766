// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The pseudo-random generator TinyMT32 with the one parameter set of RFC 8682.
///
/// For coding coefficients, which both ends must make alike; never for secrets.
package struct TinyMT32: Sendable {
  private static let matrix1: UInt32 = 0x8F70_11EE
  private static let matrix2: UInt32 = 0xFC78_FF1F
  private static let temper: UInt32 = 0x3793_FDFF
  private static let initializer: UInt32 = 1_812_433_253

  private var state: (UInt32, UInt32, UInt32, UInt32)

  /// Starts the sequence of a seed; every seed is allowed.
  package init(seed: UInt32) {
    var words = [seed, Self.matrix1, Self.matrix2, Self.temper]
    for round in 1..<8 {
      let previous = words[(round - 1) & 3]
      words[round & 3] ^= UInt32(round) &+ Self.initializer &* (previous ^ (previous >> 30))
    }
    state = (words[0], words[1], words[2], words[3])
    for _ in 0..<8 {
      advance()
    }
  }

  /// Returns the next number, uniform over all 32-bit values.
  package mutating func next() -> UInt32 {
    advance()
    let sum = state.0 &+ (state.2 >> 8)
    return state.3 ^ sum ^ (sum & 1 == 0 ? 0 : Self.temper)
  }

  private mutating func advance() {
    var low = (state.0 & 0x7FFF_FFFF) ^ state.1 ^ state.2
    low ^= low << 1
    let high = state.3 ^ (state.3 >> 1) ^ low
    let odd = high & 1 != 0
    state = (
      state.1,
      state.2 ^ (odd ? Self.matrix1 : 0),
      low ^ (high << 10) ^ (odd ? Self.matrix2 : 0),
      high
    )
  }
}
