// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import Testing

struct RNodeAirFramesTests {
  @Test(arguments: [1, 2, 253, 254, 255, 400, 507])
  func `a packet comes back from its frames`(count: Int) {
    let packet = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let frames = RNodeAirFrames.frames(of: packet, sequence: 9)
    #expect(frames.count == (count > 254 ? 2 : 1))
    #expect(frames.allSatisfy { $0.count <= 255 && $0[0] >> 4 == 9 })
    var ear = RNodeAirFrames()
    #expect(frames.compactMap { ear.take($0) } == [packet])
  }

  @Test func `half a packet is dropped when another one comes`() {
    let first = RNodeAirFrames.frames(of: [UInt8](repeating: 1, count: 300), sequence: 1)
    let second = RNodeAirFrames.frames(of: [UInt8](repeating: 2, count: 300), sequence: 2)
    var ear = RNodeAirFrames()
    #expect(ear.take(first[0]) == nil)
    #expect(ear.take(second[0]) == nil)
    #expect(ear.take(second[1]) == [UInt8](repeating: 2, count: 300))
    #expect(ear.take(first[0]) == nil)
    #expect(ear.take([0x10, 5]) == [5])
    #expect(ear.take(first[1]) == nil)
  }

  @Test func `what no firmware sends completes nothing`() {
    var ear = RNodeAirFrames()
    #expect(ear.take([]) == nil)
    #expect(ear.take([0x30]) == nil)
    #expect(RNodeAirFrames.frames(of: [], sequence: 0).isEmpty)
    #expect(RNodeAirFrames.frames(of: [UInt8](repeating: 0, count: 508), sequence: 0).isEmpty)
  }
}
