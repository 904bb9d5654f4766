// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where each context keeps what it learned, bit by bit.
///
/// A slot is 16 bits: 8 bits that check whose it is, 8 bits of ``BitHistory``. The slots of a
/// context and half a byte lie in one line of 16, within one line of a processor's cache; lines
/// are shared, and the least used of three places gives way.
struct SlotTable: ~Copyable {
  /// Slots of all contexts together.
  static let slotsLog2 = 23
  private static let linesLog2 = UInt32(slotsLog2 - 4)

  /// How many lines can be taken back: of very different texts 30 kB change fewer.
  private static let mostChangedLines = 5 << 16

  /// The slots; a line is a cell of their journal.
  var slots = JournaledTable<UInt16>(
    log2Count: slotsLog2, repeating: 0, mostCells: mostChangedLines)

  subscript(index: Int) -> UInt16 {
    @inline(__always) get { slots[index] }
    @inline(__always) set { slots[index] = newValue }
  }

  /// The first slot of the line for half a byte of a context.
  @inline(__always) static func line(hash: UInt32) -> Int {
    Int(hash &>> (32 &- linesLog2)) &<< 4
  }

  /// The slot of a context for its next bit, a fresh one when it was never seen.
  @inline(__always) mutating func find(
    line: Int, hash: UInt32, partial: Int, histories: borrowing BitHistory
  ) -> Int {
    let mixed = (hash ^ UInt32(truncatingIfNeeded: partial) &* 0x9E37_79B1) &* 0x85EB_CA6B
    let place = Int(mixed &>> 28)
    let check = UInt16((mixed &>> 16) & 0xFF)
    let first = line | place
    if slots[first] &>> 8 == check { return first }
    let second = line | place ^ 1
    if slots[second] &>> 8 == check { return second }
    let third = line | place ^ 2
    if slots[third] &>> 8 == check { return third }
    let counts = (
      histories.count(slots[first] & 0xFF), histories.count(slots[second] & 0xFF),
      histories.count(slots[third] & 0xFF)
    )
    var victim = first
    if counts.1 < counts.0 { victim = second }
    if counts.2 < min(counts.0, counts.1) { victim = third }
    slots[victim] = check &<< 8
    return victim
  }
}
