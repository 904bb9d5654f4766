// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import Testing

struct SendStateTests {
  private let start = ChainKey([UInt8](repeating: 5, count: 32))

  @Test func `numbers go up while all lanes are free`() {
    var state = SendState(chain: start)
    for number in UInt8.min...UInt8.max {
      #expect(state.nextNumber(whileOpen: []) == MessageNumber(number))
      #expect(state.takeKey(MessageNumber(number)) != nil)
    }
    #expect(state.nextNumber(whileOpen: []) == nil)
  }

  @Test func `each number gives its key once, and it is the receiver's`() {
    let seed: UInt64 = 11
    var random = SplitMix64(seed: seed)
    var sender = SendState(chain: start)
    var receiver = ReceiveState(chain: start)
    var open: Set<MessageNumber> = []
    var used: Set<MessageNumber> = []
    while used.count < 220 {
      if open.count < 7, let number = sender.nextNumber(whileOpen: open) {
        let key = sender.takeKey(number)
        #expect(key != nil && sender.takeKey(number) == nil, "seed \(seed)")
        #expect(key == receiver.messageKey(number), "seed \(seed)")
        #expect(used.insert(number).inserted, "seed \(seed)")
        open.insert(number)
      }
      // The first stays open, as a big message does.
      let rest = open.subtracting([MessageNumber(0)]).sorted()
      if let number = rest.randomElement(using: &random), Bool.random(using: &random) {
        receiver.close(number, sealTag: [])
        open.remove(number)
      }
    }
    #expect(open.contains(MessageNumber(0)))
  }

  @Test func `with all lanes open there is no number`() {
    var state = SendState(chain: start)
    let open = (UInt8(0)..<8).map { MessageNumber($0) }
    for number in open { #expect(state.takeKey(number) != nil) }
    #expect(state.nextNumber(whileOpen: open) == nil)
    #expect(state.nextNumber(whileOpen: open.dropFirst(5)) == MessageNumber(8))
  }
}
