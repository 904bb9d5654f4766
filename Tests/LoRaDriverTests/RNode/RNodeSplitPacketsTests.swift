// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import Testing

struct RNodeSplitPacketsTests {
  /// The frames of a packet, as an RNode in its normal mode sends them.
  private func frames(of packet: [UInt8], sequence: UInt8) -> [[UInt8]] {
    guard packet.count > 254 else { return [[sequence << 4] + packet] }
    return [packet.prefix(254), packet.dropFirst(254)].map { [sequence << 4 | 1] + $0 }
  }

  @Test(arguments: [255, 256, 400, 507, 508])
  func `a split packet comes back from its two frames`(count: Int) {
    let packet = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for sequence in 0..<16 as Range<UInt8> {
      let frames = frames(of: packet, sequence: sequence)
      var ear = RNodeSplitPackets()
      #expect(frames.map { ear.take($0) } == [nil, packet])
    }
  }

  @Test func `halves of two packets, or with a frame between them, are not joined`() {
    let first = frames(of: [UInt8](repeating: 1, count: 300), sequence: 1)
    let second = frames(of: [UInt8](repeating: 2, count: 300), sequence: 2)
    var ear = RNodeSplitPackets()
    #expect(ear.take(first[0]) == nil)
    #expect(ear.take(second[0]) == nil)
    #expect(ear.take(second[1]) == [UInt8](repeating: 2, count: 300))
    #expect(ear.take(second[1]) == nil)
    #expect(ear.take(first[0]) == nil)
    #expect(ear.take([0x10, 5]) == nil)
    #expect(ear.take(first[1]) == nil)
  }

  @Test func `what no firmware sends is no packet, twice or not`() {
    let packets = [[], [0x31], [0x30, 1, 2], [UInt8](repeating: 0x31, count: 254)]
    for frame in packets + [[UInt8](repeating: 0x33, count: 255)] {
      var ear = RNodeSplitPackets()
      #expect(ear.take(frame) == nil)
      #expect(ear.take(frame) == nil)
    }
  }
}
