// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Chances that depend on a seed and on what they are for alone, not on when they are asked.
///
/// So a link keeps its shadowing, a frame its luck, whatever else happens on the air.
struct Chance: Sendable {
  private var random: SplitMix64

  /// The chances of one thing, named by some numbers.
  init(seed: UInt64, _ kind: Kind, _ first: Int, _ second: Int, _ third: Int = 0) {
    var state = seed
    for word in [kind.rawValue, first, second, third] {
      var mixer = SplitMix64(seed: state ^ UInt64(bitPattern: Int64(word)))
      state = mixer.next()
    }
    random = SplitMix64(seed: state)
  }

  /// What chances are for.
  enum Kind: Int { case reception = 1, shadowing, fading, activity, bursts }

  /// The next number in 0..<1.
  mutating func fraction() -> Double { random.nextFraction() }

  /// The next number of an exponential distribution of mean 1.
  mutating func exponential() -> Double { -ElementaryFunctions.log(1 - random.nextFraction()) }

  /// Two independent numbers of the normal distribution of mean 0 and deviation 1.
  ///
  /// Source: Marsaglia, Bray, "A convenient method for generating normal variables", 1964.
  mutating func normalPair() -> (Double, Double) {
    while true {
      let (x, y) = (2 * fraction() - 1, 2 * fraction() - 1)
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let scale = (-2 * ElementaryFunctions.log(square) / square).squareRoot()
      return (x * scale, y * scale)
    }
  }
}
