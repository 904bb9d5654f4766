// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// SplitMix64: a sequence that its seed determines.
struct LedgerDice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of the range.
  mutating func roll(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &self) }

  /// Whether a chance of so many per cent came true.
  mutating func chance(percent: Int64) -> Bool { roll(0...99) < percent }

  /// One of the values.
  mutating func pick<Value>(_ first: Value, _ others: Value...) -> Value {
    others.randomElement(using: &self).map { roll(0...Int64(others.count)) == 0 ? first : $0 }
      ?? first
  }
}
