// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Copies what a block of memory holds before it is changed, so that changes can be taken back.
///
/// While the journal records, each cell is copied before its first change: a mail changes little
/// of a model, so this takes a small part of what a second model would.
package struct Journal: ~Copyable {
  /// What the journal does.
  package enum State {
    case resting, recording
    /// More cells were changed than it may copy: the block cannot go back.
    case overflowed
  }

  package private(set) var state = State.resting
  private let block: CellBlock
  private let mostCells: Int
  /// A bit for each cell that need not be copied.
  private var settled: Table<UInt64>
  /// The cells changed and what they held before.
  private var cells: [UInt32] = []
  private var former: [CellBlock.Cell] = []

  /// A journal of a block; it copies no more than `mostCells`.
  init(_ block: CellBlock, mostCells: Int = .max) {
    self.block = block
    self.mostCells = min(mostCells, block.count)
    let words = max(1, block.count >> 6)
    settled = Table(log2Count: words.bitWidth - 1 - words.leadingZeroBitCount, repeating: .max)
  }

  /// The memory of the block and the journal, without what is recorded.
  var byteCount: Int { block.count * CellBlock.cellBytes + settled.byteCount }

  /// Tells that a byte of the block is about to change.
  @inline(__always) mutating func willChange(byte offset: Int) {
    let cell = offset / CellBlock.cellBytes
    if settled[cell &>> 6] & (1 &<< UInt64(cell & 63)) == 0 { copy(cell) }
  }

  @inline(never) private mutating func copy(_ cell: Int) {
    guard cells.count < mostCells else {
      finish()
      state = .overflowed
      return
    }
    append(cell, block[cell])
  }

  private mutating func append(_ cell: Int, _ content: CellBlock.Cell) {
    settled[cell >> 6] |= 1 << UInt64(cell & 63)
    cells.append(UInt32(truncatingIfNeeded: cell))
    former.append(content)
  }

  /// Begins to record, or goes on: `changes` lead back to where an earlier recording began.
  package mutating func record(on changes: CellChanges = CellChanges()) {
    finish()
    state = .recording
    settled.fill(0)
    // Room that nobody writes to takes no memory, and what never grows is never there twice.
    cells.reserveCapacity(mostCells)
    former.reserveCapacity(mostCells)
    changes.forEach(in: block) { append($0, $1) }
  }

  /// Ends the recording with all as it was when it began.
  package mutating func takeBack() {
    for (cell, content) in zip(cells, former) { block[Int(cell)] = content }
    finish()
  }

  /// Ends the recording with all as it is; returns the way back.
  package mutating func keep() -> CellChanges {
    var changes = CellChanges()
    guard state == .recording else { return changes }
    // In their order in memory they are exchanged many times faster.
    var places = [UInt32](repeating: 0, count: block.count)
    for (place, cell) in cells.enumerated() {
      places[Int(cell)] = UInt32(truncatingIfNeeded: place)
    }
    for word in 0..<settled.count {
      var rest = settled[word]
      while rest != 0 {
        let cell = word << 6 | rest.trailingZeroBitCount
        changes.append(cell, from: block[cell], to: former[Int(places[cell])])
        rest &= rest &- 1
      }
    }
    finish()
    return changes
  }

  /// Makes changes; afterwards they are the way back.
  package func exchange(_ changes: inout CellChanges) { changes.exchange(with: block) }

  private mutating func finish() {
    state = .resting
    settled.fill(.max)
    cells = []
    former = []
  }
}
