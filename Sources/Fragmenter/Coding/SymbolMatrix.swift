// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Rows of field elements of one length, packed in blocks so that row arithmetic is fast.
///
/// The last block of a row is filled up with zeros, which row arithmetic keeps.
package struct SymbolMatrix: Sendable {
  /// Elements in one block.
  package static let blockBytes = GaloisField256.Block.bitWidth / 8

  /// Elements in one row, without the fill.
  package let rowBytes: Int

  /// Rows held.
  package private(set) var rowCount = 0

  private let rowBlocks: Int
  private var blocks: [GaloisField256.Block] = []

  /// Makes an empty matrix with room for the given count of rows.
  package init(rowBytes: Int, reservingRows rows: Int) {
    self.rowBytes = rowBytes
    rowBlocks = Self.blocks(for: rowBytes)
    blocks.reserveCapacity(rows * rowBlocks)
  }

  /// Returns the count of blocks that hold so many elements.
  package static func blocks(for bytes: Int) -> Int {
    (bytes + blockBytes - 1) / blockBytes
  }

  /// The element in a row and column.
  package subscript(row: Int, column: Int) -> UInt8 {
    get {
      let block = blocks[row * rowBlocks + column / Self.blockBytes]
      return UInt8(truncatingIfNeeded: block >> Self.shift(of: column))
    }
    set {
      let index = row * rowBlocks + column / Self.blockBytes
      let others = blocks[index] & ~(0xFF << Self.shift(of: column))
      blocks[index] = others | GaloisField256.Block(newValue) << Self.shift(of: column)
    }
  }

  private static func shift(of column: Int) -> Int {
    column % blockBytes * 8
  }

  /// Appends a row of zeros and writes the elements into it from the given column on.
  package mutating func append(_ elements: some Collection<UInt8>, at column: Int = 0) {
    blocks.append(contentsOf: repeatElement(0, count: rowBlocks))
    rowCount += 1
    for (offset, element) in elements.enumerated() {
      self[rowCount - 1, column + offset] = element
    }
  }

  /// Removes the last row.
  package mutating func removeLast() {
    blocks.removeLast(rowBlocks)
    rowCount -= 1
  }

  /// Returns a row's elements.
  package func elements(ofRow row: Int) -> [UInt8] {
    (0..<rowBytes).map { self[row, $0] }
  }

  /// Appends a row's elements to bytes, from the given column to the row's end.
  package func append(row: Int, from column: Int = 0, to bytes: inout [UInt8]) {
    for column in column..<rowBytes { bytes.append(self[row, column]) }
  }

  /// A row's blocks.
  func blocks(ofRow row: Int) -> ArraySlice<GaloisField256.Block> {
    blocks[row * rowBlocks..<(row + 1) * rowBlocks]
  }

  /// Multiplies a row by a constant.
  package mutating func multiply(row: Int, by constant: UInt8) {
    let multiplier = GaloisField256.BlockMultiplier(by: constant)
    let range = row * rowBlocks..<(row + 1) * rowBlocks
    var blocks = self.blocks.mutableSpan
    for index in range {
      blocks[index] = multiplier.product(blocks[index])
    }
  }

  /// Adds a multiple of another row of this matrix to a row.
  package mutating func add(_ constant: UInt8, timesRow source: Int, toRow target: Int) {
    let multiplier = GaloisField256.BlockMultiplier(by: constant)
    let (from, onto, count) = (source * rowBlocks, target * rowBlocks, rowBlocks)
    var blocks = self.blocks.mutableSpan
    for index in 0..<count {
      blocks[onto + index] ^= multiplier.product(blocks[from + index])
    }
  }

  /// Adds a multiple of another matrix's row to a row of this one, from the given block on.
  package mutating func add(
    _ constant: UInt8, timesRow source: Int, of other: SymbolMatrix,
    toRow target: Int, fromBlock block: Int = 0
  ) {
    let multiplier = GaloisField256.BlockMultiplier(by: constant)
    let (from, onto) = (source * other.rowBlocks, target * rowBlocks + block)
    let terms = other.blocks.span
    var blocks = self.blocks.mutableSpan
    for index in 0..<other.rowBlocks {
      blocks[onto + index] ^= multiplier.product(terms[from + index])
    }
  }
}
