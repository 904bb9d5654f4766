// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

struct SymbolDecoderTests {
  private func encoder(
    _ count: Int, _ symbolBytes: Int, seed: UInt64
  ) throws -> (encoder: RepairEncoder, message: [UInt8]) {
    var generator = CodingTestGenerator(seed: seed)
    let message = generator.bytes(count * symbolBytes)
    return (try RepairEncoder(message: message, symbolBytes: symbolBytes), message)
  }

  private func decoder(_ count: Int, _ symbolBytes: Int) throws -> SymbolDecoder {
    var decoder = try SymbolDecoder(symbolBytes: symbolBytes)
    try decoder.setSourceCount(count)
    return decoder
  }

  @Test func `source symbols alone rebuild the message`() throws {
    let (encoder, message) = try encoder(9, 21, seed: 1)
    var decoder = try decoder(9, 21)
    for esi in (0..<9).reversed() {
      #expect(decoder.message() == nil)
      #expect(decoder.missingCount == esi + 1)
      #expect(decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi)) == .innovative)
    }
    #expect(decoder.isComplete)
    #expect(decoder.message() == message)
  }

  @Test func `repair symbols alone rebuild the message`() throws {
    let (encoder, message) = try encoder(40, 17, seed: 2)
    var decoder = try decoder(40, 17)
    var esi = 4095
    while !decoder.isComplete {
      _ = decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi))
      esi -= 1
    }
    #expect(4095 - esi <= 41)
    #expect(decoder.message() == message)
  }

  @Test func `a duplicate and anything after completion are redundant`() throws {
    let (encoder, _) = try encoder(3, 5, seed: 3)
    var decoder = try decoder(3, 5)
    for esi in [0, 3] {
      let symbol = try encoder.symbol(esi: esi)
      #expect(decoder.insert(esi: esi, symbol: symbol) == .innovative)
      #expect(decoder.insert(esi: esi, symbol: symbol) == .redundant)
    }
    #expect(decoder.rank == 2)
    #expect(decoder.insert(esi: 4, symbol: try encoder.symbol(esi: 4)) == .innovative)
    #expect(decoder.insert(esi: 1, symbol: try encoder.symbol(esi: 1)) == .redundant)
    #expect(decoder.insert(esi: 5, symbol: try encoder.symbol(esi: 5)) == .redundant)
    #expect(decoder.receivedSymbols.map(\.esi) == [0, 3, 4])
  }

  @Test func `a source symbol that repair symbols determined already is redundant`() throws {
    let (encoder, message) = try encoder(3, 6, seed: 6)
    // Two repair symbols that weight symbols 1 and 2 alike: eliminating 1 eliminates 2.
    func weights(_ esi: Int) -> [UInt8] {
      var coefficients = CodingCoefficients(repairKey: UInt16(esi))
      return (0..<3).map { _ in coefficients.next() }
    }
    let first = weights(3)
    let twin = try #require(
      (4..<4096).first { esi in
        let second = weights(esi)
        return GaloisField256.product(first[1], second[2])
          == GaloisField256.product(first[2], second[1])
      })
    var decoder = try decoder(3, 6)
    for esi in [3, twin] {
      #expect(decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi)) == .innovative)
    }
    #expect(decoder.insert(esi: 0, symbol: try encoder.symbol(esi: 0)) == .redundant)
    #expect(decoder.rank == 2)
    #expect(decoder.receivedSymbols.map(\.esi) == [3, twin])
    #expect(decoder.insert(esi: 2, symbol: try encoder.symbol(esi: 2)) == .innovative)
    #expect(decoder.message() == message)
  }

  @Test(arguments: [nil, 4])
  func `what cannot be a symbol is named and changes nothing`(count: Int?) throws {
    var decoder = try SymbolDecoder(symbolBytes: 3)
    if let count {
      try decoder.setSourceCount(count)
    }
    for esi in [-1, 4096, Int.min, Int.max] {
      #expect(
        decoder.insert(esi: esi, symbol: [1, 2, 3]) == .mismatch(.symbolIdentifier(esi)))
    }
    for size in [0, 2, 4, 255] {
      let symbol = [UInt8](repeating: 1, count: size)
      #expect(decoder.insert(esi: 0, symbol: symbol) == .mismatch(.size(size)))
    }
    #expect(decoder.rank == 0)
    #expect(decoder.receivedSymbols.isEmpty)
  }

  @Test func `parameters out of range are refused`() throws {
    for symbolBytes in [-1, 0, 251, Int.max] {
      #expect(throws: CodingError.symbolBytes(symbolBytes)) {
        try SymbolDecoder(symbolBytes: symbolBytes)
      }
    }
    var decoder = try SymbolDecoder(symbolBytes: 1)
    for count in [Int.min, 0, 701, Int.max] {
      #expect(throws: CodingError.sourceCount(count)) { try decoder.setSourceCount(count) }
    }
    #expect(decoder.sourceCount == nil)
    try decoder.setSourceCount(2)
    try decoder.setSourceCount(2)
    #expect(throws: CodingError.sourceCountAlreadyKnown(2)) { try decoder.setSourceCount(3) }
    #expect(decoder.sourceCount == 2)
  }

  @Test func `symbols are held until the source count is known`() throws {
    let (encoder, message) = try encoder(12, 30, seed: 4)
    var decoder = try SymbolDecoder(symbolBytes: 30)
    for esi in [13, 2, 900, 3, 5, 7, 8, 9, 10, 11, 12, 0] {
      let symbol = try encoder.symbol(esi: esi)
      #expect(decoder.insert(esi: esi, symbol: symbol) == .held)
      #expect(decoder.insert(esi: esi, symbol: symbol) == .redundant)
    }
    #expect(decoder.rank == 12)
    #expect(decoder.missingCount == nil)
    #expect(!decoder.isComplete)
    #expect(decoder.message() == nil)
    try decoder.setSourceCount(12)
    #expect(decoder.isComplete)
    #expect(decoder.message() == message)
  }

  @Test func `no more than 700 symbols are held`() throws {
    var decoder = try SymbolDecoder(symbolBytes: 1)
    for esi in 0..<700 {
      #expect(decoder.insert(esi: 2 * esi, symbol: [1]) == .held)
    }
    #expect(decoder.insert(esi: 1, symbol: [1]) == .redundant)
    #expect(decoder.receivedSymbols.count == 700)
  }

  @Test func `a false repair symbol is cured by dropping the repair symbols`() throws {
    let (encoder, message) = try encoder(10, 8, seed: 5)
    var decoder = try decoder(10, 8)
    for esi in 0..<8 {
      _ = decoder.insert(esi: esi, symbol: try encoder.symbol(esi: esi))
    }
    _ = decoder.insert(esi: 10, symbol: [UInt8](repeating: 0x5A, count: 8))
    _ = decoder.insert(esi: 11, symbol: try encoder.symbol(esi: 11))
    #expect(decoder.isComplete)
    #expect(decoder.message() != message)
    decoder.dropRepairSymbols()
    #expect(decoder.rank == 8)
    #expect(decoder.receivedSymbols.map(\.esi) == Array(0..<8))
    #expect(decoder.insert(esi: 10, symbol: try encoder.symbol(esi: 10)) == .innovative)
    #expect(decoder.insert(esi: 11, symbol: try encoder.symbol(esi: 11)) == .innovative)
    #expect(decoder.message() == message)
  }

  @Test func `held symbols that may be source symbols survive the drop`() throws {
    var decoder = try SymbolDecoder(symbolBytes: 1)
    for esi in [3, 699, 700, 4095] {
      _ = decoder.insert(esi: esi, symbol: [9])
    }
    decoder.dropRepairSymbols()
    #expect(decoder.receivedSymbols.map(\.esi) == [3, 699])
  }
}
