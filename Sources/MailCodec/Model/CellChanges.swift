// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What leads a block of memory from one state to another: words at places, in their order.
///
/// | per cell | what |
/// |---|---|
/// | 4 bytes | the cell |
/// | 2 bytes | which of its 16 words change, the first lowest |
/// | 2 bytes each | those words |
package struct CellChanges: Equatable, Sendable {
  private var cells: [UInt32] = []
  private var masks: [UInt16] = []
  private var words: [UInt16] = []

  /// No changes.
  package init() {}

  /// The memory they take.
  package var byteCount: Int { cells.capacity * 4 + (masks.capacity + words.capacity) * 2 }

  /// Notes what must change in a cell.
  mutating func append(_ cell: Int, from present: CellBlock.Cell, to content: CellBlock.Cell) {
    var mask: UInt16 = 0
    for place in content.indices where present[place] != content[place] {
      mask |= 1 << UInt16(place)
    }
    guard mask != 0 else { return }
    cells.append(UInt32(truncatingIfNeeded: cell))
    masks.append(mask)
    while mask != 0 {
      words.append(content[mask.trailingZeroBitCount])
      mask &= mask &- 1
    }
  }

  /// Makes the changes in a block; afterwards they are the way back.
  mutating func exchange(with block: CellBlock) {
    var next = 0
    let places = zip(cells, masks)
    var words = words.mutableSpan
    for (cell, mask) in places {
      var rest = mask
      while rest != 0 {
        block.exchange(&words[next], cell: Int(cell), place: rest.trailingZeroBitCount)
        rest &= rest &- 1
        next += 1
      }
    }
  }

  /// Goes through the cells with changes, as they would be with them.
  func forEach(in block: CellBlock, _ body: (Int, CellBlock.Cell) -> Void) {
    var next = 0
    for (cell, mask) in zip(cells, masks) {
      var content = block[Int(cell)]
      var rest = mask
      while rest != 0 {
        content[rest.trailingZeroBitCount] = words[next]
        rest &= rest &- 1
        next += 1
      }
      body(Int(cell), content)
    }
  }
}
