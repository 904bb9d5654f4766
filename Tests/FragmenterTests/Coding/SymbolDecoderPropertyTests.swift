// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

/// Random worlds; each expectation names the seed that makes it again.
struct SymbolDecoderPropertyTests {
  /// A sequence of identifiers as a bad channel gives it: some lost, some doubled, all shuffled.
  private func arrivals(
    _ count: Int, loss: Double, _ generator: inout CodingTestGenerator
  ) -> [Int] {
    let repairs = (0..<count + 8).map { _ in Int.random(in: count..<4096, using: &generator) }
    let sent = Array(0..<count) + repairs
    let heard = sent.filter { _ in Double.random(in: 0..<1, using: &generator) >= loss }
    let doubled = heard + heard.filter { _ in Int.random(in: 0..<8, using: &generator) == 0 }
    return doubled.shuffled(using: &generator)
  }

  @Test(arguments: [1, 2, 3, 5, 16, 17, 41, 64, 100, 257, 700])
  func `any order, loss and doubles rebuild exactly`(count: Int) throws {
    for world in 0..<(count < 100 ? 20 : 1) {
      let seed = UInt64(count * 1000 + world)
      var generator = CodingTestGenerator(seed: seed)
      let symbolBytes = Int.random(in: 1...(count > 200 ? 24 : 250), using: &generator)
      let message = generator.bytes(count * symbolBytes)
      let encoder = try RepairEncoder(message: message, symbolBytes: symbolBytes)
      var decoder = try SymbolDecoder(symbolBytes: symbolBytes)
      let learnt = Int.random(in: 0...count, using: &generator)
      var order = arrivals(count, loss: 0.4, &generator)
      for (step, esi) in order.enumerated() {
        if step == learnt {
          try decoder.setSourceCount(count)
        }
        let before = decoder.rank
        let result = decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi))
        let gain = result == .innovative || result == .held ? 1 : 0
        #expect(decoder.rank == before + gain, "seed \(seed)")
      }
      try decoder.setSourceCount(count)
      while !decoder.isComplete {
        order.append(Int.random(in: 0..<4096, using: &generator))
        let esi = order[order.count - 1]
        _ = decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi))
      }
      let rebuilt = decoder.message()
      #expect(rebuilt == message, "seed \(seed)")
    }
  }

  @Test func `sources that come after repairs are placed right at every step`() throws {
    for seed in UInt64(1)...150 {
      var generator = CodingTestGenerator(seed: seed)
      let count = Int.random(in: 1...12, using: &generator)
      let message = generator.bytes(count * 2)
      let encoder = try RepairEncoder(message: message, symbolBytes: 2)
      var decoder = try SymbolDecoder(symbolBytes: 2)
      try decoder.setSourceCount(count)
      var order = Array(0..<count) + Array(count..<2 * count)
      order.shuffle(using: &generator)
      var used: [Int] = []
      for esi in order where !decoder.isComplete {
        if decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi)) == .innovative {
          used.append(esi)
        }
      }
      #expect(decoder.message() == message, "seed \(seed)")
      #expect(decoder.receivedSymbols.map(\.esi).sorted() == used.sorted(), "seed \(seed)")
    }
  }

  @Test func `stored symbols make an equal decoder in a later process`() throws {
    for seed in UInt64(1)...20 {
      var generator = CodingTestGenerator(seed: seed)
      let count = Int.random(in: 2...50, using: &generator)
      let message = generator.bytes(count * 9)
      let encoder = try RepairEncoder(message: message, symbolBytes: 9)
      var decoder = try SymbolDecoder(symbolBytes: 9)
      try decoder.setSourceCount(count)
      var order = arrivals(count, loss: 0.4, &generator)
      for esi in order.prefix(count / 2) {
        _ = decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi))
      }
      var restored = try SymbolDecoder(symbolBytes: 9)
      try restored.setSourceCount(count)
      for stored in decoder.receivedSymbols {
        #expect(try stored.bytes == encoder.symbol(esi: stored.esi), "seed \(seed)")
        let result = restored.insert(esi: stored.esi, symbol: stored.bytes)
        #expect(result == .innovative, "seed \(seed)")
      }
      #expect(restored.rank == decoder.rank, "seed \(seed)")
      order += Array(0..<count)
      for esi in order {
        _ = restored.insert(esi: esi, symbol: try encoder.symbol(esi: esi))
      }
      #expect(restored.message() == message, "seed \(seed)")
    }
  }

  @Test func `decoding takes at most 0.01 extra symbols on average`() throws {
    let seed: UInt64 = 2026
    var generator = CodingTestGenerator(seed: seed)
    let decodes = 4000
    var extra = 0
    for _ in 0..<decodes {
      let count = Int.random(in: 2...30, using: &generator)
      let encoder = try RepairEncoder(message: generator.bytes(count), symbolBytes: 1)
      var decoder = try SymbolDecoder(symbolBytes: 1)
      try decoder.setSourceCount(count)
      for esi in 0..<count where Int.random(in: 0..<10, using: &generator) >= 4 {
        _ = decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi))
      }
      var esi = Int.random(in: count..<4000, using: &generator)
      while !decoder.isComplete {
        let result = decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi))
        extra += result == .innovative ? 0 : 1
        esi += 1
      }
    }
    let average = Double(extra) / Double(decodes)
    #expect(average <= 0.01, "seed \(seed)")
    #expect(average > 0, "seed \(seed): a code without any dependent symbol would be a wonder")
  }
}
