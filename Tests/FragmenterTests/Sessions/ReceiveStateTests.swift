// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import Testing

struct ReceiveStateTests {
  private func state(base: Int) -> ReceiveState {
    var state = ReceiveState(chain: ChainKey([UInt8](repeating: 5, count: 32)))
    for number in 0..<base { state.close(MessageNumber(UInt8(number)), sealTag: [1]) }
    return state
  }

  @Test func `for every base a slot means the one number of the window that has it`() {
    for base in 0...256 {
      let state = state(base: base)
      for slot in UInt8(0)..<16 {
        let data = (base..<base + 8).first { $0 & 15 == Int(slot) && $0 <= 255 }
        let request = (base - 8..<base + 8).first { $0 & 15 == Int(slot) }
        let known = request.flatMap { (0...255).contains($0) ? $0 : nil }
        let isRight =
          state.number(slot: slot, in: .data)?.value == data.map(UInt8.init)
          && state.number(slot: slot, in: .request)?.value == known.map(UInt8.init)
        #expect(isRight, "base \(base), slot \(slot)")
      }
    }
  }

  @Test func `keys are those of the chain in any order, once, and gone when closed`() {
    let seed: UInt64 = 5
    var random = SplitMix64(seed: seed)
    var chain = ChainKey([UInt8](repeating: 5, count: 32))
    let keys = (0...255).map { _ in chain.next() }
    var state = state(base: 0)
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

  @Test func `outside the window there is no key`() {
    var state = state(base: 20)
    for number in UInt8.min...UInt8.max where !(20..<28).contains(number) {
      #expect(state.messageKey(MessageNumber(number)) == nil)
    }
  }

  @Test func `seal tags of the last eight closed numbers are kept`() {
    for base in 0...256 {
      let state = state(base: base)
      for number in 0...255 {
        let isKept = state.sealTag(ofClosed: MessageNumber(UInt8(number))) != nil
        let isRight = isKept == (max(0, base - 8)..<base).contains(number)
        #expect(isRight, "base \(base), number \(number)")
      }
    }
  }
}
