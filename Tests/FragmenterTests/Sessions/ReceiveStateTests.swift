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

  @Test func `a slot means its lowest open number, and the one closed last`() {
    for slot in UInt8(0)..<16 {
      var state = ReceiveState(chain: start)
      for generation in UInt8(0)..<16 {
        let number = MessageNumber(generation << 4 | slot)
        let former = generation > 0 ? [MessageNumber(number.value - 16)] : []
        #expect(state.numbers(slot: slot) == [number] + former)
        state.close(number, sealTag: [number.value])
      }
      #expect(state.numbers(slot: slot) == [MessageNumber(0xF0 | slot)])
    }
  }

  @Test func `keys are those of the chain in any order, once, and gone when closed`() {
    let seed: UInt64 = 5
    var random = SplitMix64(seed: seed)
    let keys = keys
    var state = ReceiveState(chain: start)
    var open = Set(0..<16)
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
    #expect(state.sealTag(ofClosed: MessageNumber(239)) == nil)
  }

  @Test func `a number that is not its slot's open one has no key, and closing it does nothing`() {
    var state = ReceiveState(chain: start)
    let before = state
    for number in UInt8(16)...UInt8.max {
      #expect(state.messageKey(MessageNumber(number)) == nil)
      state.close(MessageNumber(number), sealTag: [1])
    }
    #expect(state == before)
  }

  @Test func `one open message holds up no other slot`() {
    var state = ReceiveState(chain: start)
    for number in UInt8.min...UInt8.max where number & 15 != 3 {
      #expect(state.accepts(MessageNumber(number)))
      state.close(MessageNumber(number), sealTag: [])
    }
    #expect(state.messageKey(MessageNumber(3)) == keys[3])
    #expect(state.numbers(slot: 3) == [MessageNumber(3)])
  }
}
