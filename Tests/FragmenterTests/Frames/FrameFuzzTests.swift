// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

struct FrameFuzzTests {
  /// The frame made of what was read, with the tag it came with.
  private static func encode(_ frame: Frame, from original: [UInt8]) -> [UInt8] {
    switch frame {
    case .single(let single): single.encoded
    case .hello(let hello): hello.encoded
    case .identification(let identification): identification.encoded
    case .reservation(let reservation): reservation.untagged + original.suffix(4)
    case .symbol(let symbol): symbol.untagged + original.suffix(FrameTag.shortBytes)
    case .control(let control):
      // REPORT, POLL and BUSY have three bytes of content, the others a longer tag.
      control.untagged + original.suffix(control.tagKind.tagBytes)
    }
  }

  @Test(arguments: LinkVectors.frames) func `reading and writing give the same bytes`(
    vector: String
  ) throws {
    let original = LinkVectors.bytes(vector)
    let frame = try Frame(decoding: original)
    #expect(Self.encode(frame, from: original) == original)
  }

  @Test(arguments: LinkVectors.frames) func `another version, type or flag A is refused`(
    vector: String
  ) {
    let original = LinkVectors.bytes(vector)
    for version in [UInt8(0), 1, 2] {
      var frame = original
      frame[0] = frame[0] & 0x3F | version << 6
      #expect(throws: FrameError.unknownVersion(version)) { try Frame(decoding: frame) }
    }
    do {
      var frame = original
      frame[0] = frame[0] & ~0b100 | 7 << 3
      frame[1] = 2
      #expect(throws: FrameError.unknownType(7)) { try Frame(decoding: frame) }
    }
    guard original[0] >> 3 & 7 != 0 else { return }
    var frame = original
    frame[0] |= 0b100
    #expect(throws: FrameError.illegalValue) { try Frame(decoding: frame) }
  }

  @Test(arguments: LinkVectors.frames) func `a control or hello frame of another length is refused`(
    vector: String
  ) throws {
    let original = LinkVectors.bytes(vector)
    let isFixed = [4, 6, 7].contains(original[0] >> 3 & 7)
    for length in 0...300 where length != original.count {
      let frame = Array((original + [UInt8](repeating: 0, count: 300)).prefix(length))
      let isRead = (try? Frame(decoding: frame)) != nil
      #expect(!(isRead && (isFixed || length > 255 || length < 9)), "length \(length)")
    }
  }

  @Test func `unknown subtypes and illegal fields are refused`() throws {
    for subtype in UInt8(8)...15 {
      let frame = [0xE0, 1, subtype, 0, 0, 0, 0, 0, 0, 0]
      #expect(throws: FrameError.unknownType(subtype)) { try Frame(decoding: frame) }
    }
    for subtype in UInt8.min...UInt8.max where !(1...2).contains(subtype) {
      var frame = LinkVectors.bytes("initiation")
      frame[2] = subtype
      #expect(throws: FrameError.unknownType(subtype)) { try Frame(decoding: frame) }
    }
    let illegal: [[UInt8]] = [
      [0xE0, 1, 0, 0, 0, 0, 0, 0, 0, 0],  // POLL without P
      [0xE2, 1, 2, 0, 0, 0, 0, 0, 0, 0],  // DONE with P
      [0xE0, 1, 1, 0, 0x04, 0, 0, 0, 0, 0],  // REPORT that wants SF4
      [0xE0, 1, 3, 1, 0, 1, 0, 0, 0, 0],  // BUSY with a spare bit
      [0xDA, 1, 0, 9, 1, 0x01, 7, 0, 0, 0, 0],  // REP with a spare bit
      [0xC2, 1, 0, 1] + [UInt8](repeating: 0, count: 19),  // SINGLE that acknowledges without A
      [0xC0, 1, 0, 0] + [UInt8](repeating: 0, count: 19),  // SINGLE without P
    ]
    for frame in illegal {
      #expect(throws: FrameError.illegalValue, "\(frame)") { try Frame(decoding: frame) }
    }
  }

  @Test func `any bytes are read or refused, and what is read is written back the same`() {
    let seed: UInt64 = 11
    var random = SplitMix64(seed: seed)
    let vectors = LinkVectors.frames.map(LinkVectors.bytes)
    var read = 0
    for round in 0..<200_000 {
      var frame: [UInt8]
      if round.isMultiple(of: 2) {
        let count = Int.random(in: 0...70, using: &random)
        frame = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        if !frame.isEmpty { frame[0] |= 0xC0 }
      } else {
        frame = vectors[Int.random(in: 0..<vectors.count, using: &random)]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          frame[Int.random(in: 0..<frame.count, using: &random)] =
            UInt8.random(in: 0...255, using: &random)
        }
      }
      guard let decoded = try? Frame(decoding: frame) else { continue }
      read += 1
      let isSame = Self.encode(decoded, from: frame) == frame
      #expect(isSame, "seed \(seed), round \(round)")
    }
    #expect(read > 10_000, "seed \(seed)")
  }
}
