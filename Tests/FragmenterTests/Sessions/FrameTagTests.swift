// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Fragmenter
import Testing

struct FrameTagTests {
  private let key = SymmetricKey(data: Array(UInt8(0)..<32))
  private let untagged = Array(UInt8(100)..<120)
  private let covering = Array(UInt8(7)..<11)
  private let number = MessageNumber(37)

  private static let kinds: [FrameTag.Kind] = [
    .symbol, .poll, .report, .done, .busy, .abort, .abortAcknowledged, .rejected, .historyUnknown,
  ]

  private func frame(_ kind: FrameTag.Kind) -> [UInt8] {
    untagged
      + FrameTag.make(kind, number: number, untagged: untagged, covering: covering, key: key)
  }

  private func isRight(_ kind: FrameTag.Kind, _ frame: [UInt8]) -> Bool {
    FrameTag.verify(kind, number: number, frame: frame, covering: covering, key: key)
  }

  @Test(arguments: kinds) func `a right tag passes and any flipped bit is refused`(
    kind: FrameTag.Kind
  ) {
    let frame = frame(kind)
    #expect(isRight(kind, frame))
    #expect(frame.count == untagged.count + kind.tagBytes)
    for bit in 0..<frame.count * 8 {
      var altered = frame
      altered[bit / 8] ^= 1 << (bit % 8)
      #expect(!isRight(kind, altered), "bit \(bit)")
    }
  }

  @Test(arguments: kinds) func `number, kind, covered tag and key all matter`(
    kind: FrameTag.Kind
  ) {
    let frame = frame(kind)
    for value in UInt8.min...UInt8.max where value != number.value {
      let other = MessageNumber(value)
      #expect(
        !FrameTag.verify(kind, number: other, frame: frame, covering: covering, key: key))
    }
    for other in Self.kinds where other != kind {
      #expect(!isRight(other, frame))
    }
    for other in [[], Array(covering.dropLast()), covering + [0], covering.reversed()] {
      #expect(
        !FrameTag.verify(kind, number: number, frame: frame, covering: other, key: key))
    }
    let otherKey = SymmetricKey(data: Array(UInt8(1)..<33))
    #expect(
      !FrameTag.verify(kind, number: number, frame: frame, covering: covering, key: otherKey))
  }

  @Test(arguments: kinds) func `a frame no longer than its tag is refused`(kind: FrameTag.Kind) {
    for count in 0...kind.tagBytes {
      let frame = [UInt8](repeating: 0, count: count)
      #expect(
        !FrameTag.verify(kind, number: number, frame: frame, covering: covering, key: key))
    }
  }
}
