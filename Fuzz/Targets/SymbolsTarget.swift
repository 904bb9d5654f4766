// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// Symbols of a true message, some of them false or of other sizes, in any order.
enum SymbolsTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    var reader = InputReader(input)
    let count = Int(reader.byte() % 24) + 1
    let size = Int(reader.byte() % 20) + 1
    let message = (0..<count * size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    guard let encoder = try? RepairEncoder(message: message, symbolBytes: size),
      var decoder = try? SymbolDecoder(symbolBytes: size)
    else { return -1 }
    var isHonest = true
    for _ in 0..<200 where !reader.isAtEnd {
      let choice = reader.byte()
      let id = choice & 0x20 == 0 ? Int(reader.byte()) % 40 : reader.word()
      switch choice & 0x0F {
      case 0: try? decoder.setSourceCount(count)
      case 1: decoder.dropRepairSymbols()
      case 2:
        let count = Int(reader.byte())
        let before = decoder.rank
        let worth = decoder.insert(esi: id, symbol: reader.bytes(count))
        if decoder.rank != before || worth == .held { isHonest = false }
      case 3: try? decoder.setSourceCount(reader.word())
      default:
        guard let symbol = try? encoder.symbol(esi: id) else { continue }
        _ = decoder.insert(esi: id, symbol: symbol)
      }
      check(decoder)
    }
    guard isHonest, decoder.sourceCount == count, let rebuilt = decoder.message() else {
      return 0
    }
    precondition(rebuilt == message, "true symbols gave another message")
    return 0
  }

  private static func check(_ decoder: SymbolDecoder) {
    let symbols = decoder.receivedSymbols
    precondition(symbols.count == decoder.rank, "the rank is not the count of symbols kept")
    guard let count = decoder.sourceCount else { return }
    precondition(decoder.rank <= count, "more symbols than are of use")
    precondition(decoder.isComplete == (decoder.message() != nil), "complete or not")
  }
}
