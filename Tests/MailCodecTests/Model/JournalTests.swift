// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct JournalTests {
  private static let count = 1 << 12

  private static func contents(_ table: borrowing JournaledTable<Int32>) -> [Int32] {
    (0..<count).map { table[$0] }
  }

  private static func scramble(
    _ table: inout JournaledTable<Int32>, writes: Int, with noise: inout SplitMix64
  ) {
    for _ in 0..<writes {
      table[Int(noise.next() % 4096)] = Int32(truncatingIfNeeded: noise.next())
    }
  }

  @Test(arguments: UInt64(0)..<20)
  func `what was recorded is taken back, whatever was written`(seed: UInt64) {
    var noise = SplitMix64(seed: seed)
    var table = JournaledTable<Int32>(log2Count: 12, repeating: 7)
    Self.scramble(&table, writes: 100, with: &noise)
    let before = Self.contents(table)
    table.journal.record()
    Self.scramble(&table, writes: Int(noise.next() % 3000), with: &noise)
    table.journal.takeBack()
    #expect(Self.contents(table) == before, "seed \(seed)")
  }

  @Test(arguments: UInt64(0)..<20)
  func `kept changes lead back and forth, also when they were recorded in steps`(seed: UInt64) {
    var noise = SplitMix64(seed: seed)
    var table = JournaledTable<Int32>(log2Count: 12, repeating: 7)
    let before = Self.contents(table)
    var changes = CellChanges()
    for _ in 0..<3 {
      table.journal.record(on: changes)
      Self.scramble(&table, writes: 150, with: &noise)
      changes = table.journal.keep()
    }
    let after = Self.contents(table)
    for expected in [before, after, before] {
      table.journal.exchange(&changes)
      #expect(Self.contents(table) == expected, "seed \(seed)")
    }
  }

  @Test func `only words that changed are kept`() {
    var table = JournaledTable<Int32>(log2Count: 12, repeating: 7)
    table.journal.record()
    table[9] = 8
    table[9] = 7
    #expect(table.journal.keep() == CellChanges())
    table.journal.record()
    table[9] = 8
    let changes = table.journal.keep()
    #expect((1...16).contains(changes.byteCount / 4))
  }

  @Test func `a journal that is full says so, and the table is as good as any`() {
    var noise = SplitMix64(seed: 5)
    var table = JournaledTable<Int32>(log2Count: 12, repeating: 7, mostCells: 10)
    table.journal.record()
    for index in 0..<80 { table[index] = 1 }
    #expect(table.journal.state == .recording)
    table[80] = 1
    #expect(table.journal.state == .overflowed)
    Self.scramble(&table, writes: 1000, with: &noise)
    let after = Self.contents(table)
    #expect(table.journal.keep() == CellChanges())
    #expect(Self.contents(table) == after)
  }
}
