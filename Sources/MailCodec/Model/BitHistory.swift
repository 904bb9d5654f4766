// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a context remembers of the bits seen in it, in one byte.
///
/// A state stands for how many zeros and ones were seen (bounded, the rarer kind more tightly)
/// and, where both were seen, for the last bit. A surprise makes the state forget part of the
/// opposite count, since what happened lately says more than what happened long ago. State 0 is
/// the context never seen.
struct BitHistory: ~Copyable {
  private struct Counts: Hashable {
    var zeros: Int
    var ones: Int
    var lastBit: Int
  }

  /// How high the larger count may go, by the smaller one.
  private static let bounds = [40, 24, 12, 7, 6]

  private let following: Table<UInt8>
  private let seen: Table<UInt8>
  /// The probability of a one in 1/65536 to begin with, by state.
  let firstGuesses: [UInt16]

  init() {
    let states = Self.makeStates()
    let numbers = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($1, $0) })
    var following: [UInt8] = []
    for state in states {
      for bit in 0...1 { following.append(UInt8(numbers[Self.next(after: state, bit)] ?? 0)) }
    }
    self.following = Table(following, padding: 0)
    seen = Table(states.map { UInt8($0.zeros + $0.ones) }, padding: 0)
    firstGuesses = states.map {
      UInt16(($0.ones * 10 + 4) * 65535 / (($0.zeros + $0.ones) * 10 + 8))
    }
  }

  /// The state after one more bit.
  @inline(__always) func next(after state: UInt16, _ bit: Int) -> UInt16 {
    UInt16(following[Int(state) &* 2 &+ bit])
  }

  /// How many bits a state remembers.
  @inline(__always) func count(_ state: UInt16) -> Int { Int(seen[Int(state)]) }

  private static func isAllowed(_ counts: Counts) -> Bool {
    let smaller = min(counts.zeros, counts.ones)
    return smaller < bounds.count && max(counts.zeros, counts.ones) <= bounds[smaller]
  }

  private static func makeStates() -> [Counts] {
    var states: [Counts] = []
    for total in 0...64 {
      for ones in 0...total {
        for lastBit in 0...1 {
          let counts = Counts(zeros: total - ones, ones: ones, lastBit: lastBit)
          let isMixed = ones > 0 && ones < total
          if isAllowed(counts), isMixed || lastBit == (ones > 0 ? 1 : 0) { states.append(counts) }
        }
      }
    }
    return states
  }

  private static func next(after counts: Counts, _ bit: Int) -> Counts {
    let forgotten = [0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 5, 5]
    var same = (bit == 1 ? counts.ones : counts.zeros) + 1
    var other = bit == 1 ? counts.zeros : counts.ones
    other = other < forgotten.count ? forgotten[other] : 6
    var result = Counts(zeros: 0, ones: 0, lastBit: bit)
    repeat {
      result.zeros = bit == 1 ? other : same
      result.ones = bit == 1 ? same : other
      if same > other { same -= 1 } else { other -= 1 }
    } while !isAllowed(result)
    if result.zeros == 0 { result.lastBit = 1 }
    if result.ones == 0 { result.lastBit = 0 }
    return result
  }
}
