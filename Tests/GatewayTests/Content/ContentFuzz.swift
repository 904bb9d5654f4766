// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// Payloads that a faulty or hostile peer could seal: noise, and damaged good ones.
struct ContentFuzz {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// 10^5 payloads, half of them noise.
  mutating func inputs(like sample: [UInt8]) -> [[UInt8]] {
    (0..<100_000).map { $0 % 2 == 0 ? noise() : damaged(sample) }
  }

  private mutating func noise() -> [UInt8] {
    (0..<Int.random(in: 0...24, using: &random)).map { _ in byte() }
  }

  /// Small values are the lengths and counts that lead further into a decoder.
  private mutating func byte() -> UInt8 {
    Bool.random(using: &random)
      ? UInt8.random(in: 0...4, using: &random) : UInt8.random(in: 0...255, using: &random)
  }

  private mutating func damaged(_ sample: [UInt8]) -> [UInt8] {
    var bytes = sample
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard let place = bytes.indices.randomElement(using: &random) else { return bytes }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = byte()
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(byte(), at: place)
      default: bytes.removeLast(bytes.count - place)
      }
    }
    return bytes
  }
}
