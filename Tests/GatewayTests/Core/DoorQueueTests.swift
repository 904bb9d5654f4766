// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY
import Testing

/// How much mail is in memory for the codec.
@Suite struct DoorQueueTests {
  private static func inWorld(_ body: (GatewayWorld) throws -> Void) throws {
    try Sample.inDirectory { directory in
      try body(try GatewayWorld(.disk(directory), loss: 0, seed: 1))
    }
  }

  /// Some 600 kB that the codec is quick with: base64 of noise.
  private static func large(_ number: Int) -> [UInt8] {
    var random = SplitMix64(seed: UInt64(number))
    let lines = (0..<8_000).map { _ in
      Data((0..<57).map { _ in UInt8.random(in: 0...255, using: &random) }).base64EncodedString()
    }
    return TestMail.text(number) + Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  private static func bytesHeld(_ world: GatewayWorld) -> Int {
    world.sites[0].unpacked.reduce(0) { $0 + $1.content.count }
  }

  @Test func `of much large mail some is held for the codec, and the rest has its turn`() throws {
    try Self.inWorld { world in
      world.packing = .never
      for number in 1...6 { try world.accept(TestMail.envelope(), Self.large(number)) }
      #expect(world.sites[0].unpacked.count == 2)
      var jobs = 0
      while !world.sites[0].unpacked.isEmpty {
        #expect(Self.bytesHeld(world) < 2 << 20)
        try world.packWaiting(0)
        jobs += 1
      }
      #expect(jobs == 6)
      #expect(try world.core(0).queue().count == 6)
    }
  }

  @Test func `small mail is held as it comes`() throws {
    try Self.inWorld { world in
      world.packing = .never
      for number in 1...40 { try world.accept(TestMail.envelope(), TestMail.text(number)) }
      #expect(world.sites[0].unpacked.count == 40)
    }
  }

  @Test func `a restart in the middle loses none of what waited`() throws {
    try Self.inWorld { world in
      world.packing = .never
      for number in 1...5 { try world.accept(TestMail.envelope(), Self.large(number)) }
      try world.packWaiting(0)
      try world.switchOff(0)
      try world.switchOn(0)
      var jobs = 0
      while !world.sites[0].unpacked.isEmpty {
        try world.packWaiting(0)
        jobs += 1
      }
      #expect(jobs == 4)
    }
  }
}
