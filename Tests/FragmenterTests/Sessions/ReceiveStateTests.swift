// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import Testing

struct ReceiveStateTests {
  private let start = ChainKey([UInt8](repeating: 5, count: 32))

  /// The keys of all numbers, in order.
  private var keys: [[UInt8]] {
    var chain = start
    return (0...255).map { _ in chain.next() }
  }

  @Test func `a slot means its lane's lowest open number, or the one closed last`() {
    for lane in UInt8(0)..<8 {
      var state = ReceiveState(chain: start)
      #expect(state.number(slot: lane | 8) == nil)
      for generation in UInt8(0)..<32 {
        let number = MessageNumber(generation << 3 | lane)
        #expect(state.number(slot: number.slot) == number)
        if generation > 0 {
          let former = MessageNumber(number.value - 8)
          #expect(state.number(slot: former.slot) == former)
        }
        state.close(number, sealTag: [number.value])
      }
      #expect(state.number(slot: lane) == nil)
      #expect(state.number(slot: lane | 8) == MessageNumber(0xF8 | lane))
    }
  }

  @Test func `keys are those of the chain in any order, once, and gone when closed`() {
    let seed: UInt64 = 5
    var random = SplitMix64(seed: seed)
    let keys = keys
    var state = ReceiveState(chain: start)
    var open = Set(0..<8)
    while let number = open.randomElement(using: &random) {
      let message = MessageNumber(UInt8(number))
      #expect(state.messageKey(message) == keys[number], "seed \(seed)")
      state.close(message, sealTag: [UInt8(number)])
      #expect(state.messageKey(message) == nil, "seed \(seed)")
      #expect(state.isClosed(message) && !state.accepts(message))
      open = Set((0...255).filter { state.accepts(MessageNumber(UInt8($0))) })
    }
    #expect((0...255).allSatisfy { state.isClosed(MessageNumber($0)) })
    #expect(state.sealTag(ofClosed: MessageNumber(255)) == [255])
    #expect(state.sealTag(ofClosed: MessageNumber(247)) == nil)
  }

  @Test func `a number that is not its lane's open one has no key, and closing it does nothing`() {
    var state = ReceiveState(chain: start)
    let before = state
    for number in UInt8(8)...UInt8.max {
      #expect(state.messageKey(MessageNumber(number)) == nil)
      state.close(MessageNumber(number), sealTag: [1])
    }
    #expect(state == before)
  }

  @Test func `one open message holds up no other lane`() {
    var state = ReceiveState(chain: start)
    for number in UInt8.min...UInt8.max where number & 7 != 3 {
      #expect(state.accepts(MessageNumber(number)))
      state.close(MessageNumber(number), sealTag: [])
    }
    #expect(state.messageKey(MessageNumber(3)) == keys[3])
    #expect(state.number(slot: 3) == MessageNumber(3))
  }
}
