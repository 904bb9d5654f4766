// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

struct RepairEncoderTests {
  @Test func `source symbols are the message verbatim`() throws {
    var generator = CodingTestGenerator(seed: 11)
    let message = generator.bytes(7 * 33)
    let encoder = try RepairEncoder(message: message, symbolBytes: 33)
    #expect(encoder.sourceCount == 7)
    #expect(encoder.symbolBytes == 33)
    #expect(try (0..<7).flatMap { try encoder.symbol(esi: $0) } == message)
  }

  @Test(arguments: [1, 7, 8, 9, 33, 250]) func `an appended symbol follows what is there`(
    size: Int
  ) throws {
    var generator = CodingTestGenerator(seed: 12)
    let encoder = try RepairEncoder(message: generator.bytes(5 * size), symbolBytes: size)
    var bytes: [UInt8] = [9]
    for esi in [3, 5, 4095] { try encoder.appendSymbol(esi: esi, to: &bytes) }
    #expect(try bytes == [9] + [3, 5, 4095].flatMap { try encoder.symbol(esi: $0) })
    #expect(bytes.count == 1 + 3 * size)
  }

  @Test(arguments: [-1, 4096, Int.min, Int.max])
  func `an identifier out of range is refused`(esi: Int) throws {
    let encoder = try RepairEncoder(message: [1, 2], symbolBytes: 2)
    #expect(throws: CodingError.symbolIdentifier(esi)) { try encoder.symbol(esi: esi) }
  }

  @Test func `a message that cannot be cut is refused`() {
    #expect(throws: CodingError.symbolBytes(0)) {
      try RepairEncoder(message: [1], symbolBytes: 0)
    }
    #expect(throws: CodingError.symbolBytes(251)) {
      try RepairEncoder(message: [UInt8](repeating: 1, count: 251), symbolBytes: 251)
    }
    #expect(throws: CodingError.messageBytes(5)) {
      try RepairEncoder(message: [1, 2, 3, 4, 5], symbolBytes: 2)
    }
    #expect(throws: CodingError.sourceCount(0)) {
      try RepairEncoder(message: [], symbolBytes: 2)
    }
    #expect(throws: CodingError.sourceCount(701)) {
      try RepairEncoder(message: [UInt8](repeating: 1, count: 701), symbolBytes: 1)
    }
  }

  @Test func `the largest message has all 4096 symbols`() throws {
    let message = [UInt8](repeating: 0xA5, count: 700 * 250)
    let encoder = try RepairEncoder(message: message, symbolBytes: 250)
    #expect(try encoder.symbol(esi: 699).count == 250)
    #expect(try encoder.symbol(esi: 4095).count == 250)
  }
}
