// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A small seeded generator, so that a random test can be run again.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension SplitMix64 {
  /// Cuts octets into pieces of 1 to `most`.
  mutating func pieces(_ octets: [UInt8], most: Int) -> [[UInt8]] {
    var rest = octets[...]
    var pieces: [[UInt8]] = []
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...most, using: &self))
      pieces.append(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }

  /// Changes, drops, doubles or inserts some octets.
  mutating func mutated(_ octets: [UInt8]) -> [UInt8] {
    var octets = octets
    let telling = Array("\r\n.<>\"\\ @:=\0\u{7F}é[]".utf8)
    for _ in 0..<Int.random(in: 1...8, using: &self) where !octets.isEmpty {
      let index = Int.random(in: octets.indices, using: &self)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: octets[index] = UInt8.random(in: 0...255, using: &self)
      case 1: octets.remove(at: index)
      case 2: octets.insert(octets[index], at: index)
      case 3: octets.insert(telling[Int(next() % UInt64(telling.count))], at: index)
      default: octets.removeSubrange(index..<min(octets.count, index + 5))
      }
    }
    return octets
  }
}
