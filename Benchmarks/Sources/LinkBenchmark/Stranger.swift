// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// Somebody with a radio and no key: to one frame in twenty it adds one like it with a random tag.
struct Stranger {
  private var random: SplitMix64
  private let isActive: Bool
  private var seen = [0, 0]

  init(random: SplitMix64, isActive: Bool) {
    self.random = random
    self.isActive = isActive
  }

  /// Random bytes, for payloads too.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// Answers what was sent since it last looked.
  mutating func strike(_ pair: inout BenchmarkPair) throws {
    for side in 0..<2 {
      let sent = pair.network.users[side].sent
      for frame in sent[seen[side]...] where isActive {
        guard UInt8.random(in: 0..<20, using: &random) == 0 else { continue }
        // The header and the names of session and message stay: the frame is well formed.
        let named = min(4, frame.count)
        try pair.inject(frame[..<named] + bytes(frame.count - named), to: 1 - side)
      }
      seen[side] = sent.count
    }
  }
}
