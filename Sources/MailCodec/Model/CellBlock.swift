// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A block of memory seen as cells of 32 bytes; it must not outlive the block.
@safe struct CellBlock {
  /// Sixteen words of 16 bits.
  typealias Cell = SIMD16<UInt16>

  private let memory: UnsafeMutableRawPointer
  /// How many cells there are.
  let count: Int

  static let cellBytes = MemoryLayout<Cell>.stride

  /// The cells of a block that begins where a cache line does.
  init(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
    unsafe self.memory = memory
    count = byteCount / Self.cellBytes
  }

  subscript(cell: Int) -> Cell {
    get {
      precondition(cell < count)
      return unsafe memory.load(fromByteOffset: cell * Self.cellBytes, as: Cell.self)
    }
    nonmutating set {
      precondition(cell < count)
      unsafe memory.storeBytes(of: newValue, toByteOffset: cell * Self.cellBytes, as: Cell.self)
    }
  }

  /// Exchanges one of the sixteen words of a cell.
  @inline(__always) func exchange(_ word: inout UInt16, cell: Int, place: Int) {
    precondition(cell < count)
    let offset = cell &* Self.cellBytes &+ (place & 15) &* MemoryLayout<UInt16>.stride
    let former = unsafe memory.load(fromByteOffset: offset, as: UInt16.self)
    unsafe memory.storeBytes(of: word, toByteOffset: offset, as: UInt16.self)
    word = former
  }
}
