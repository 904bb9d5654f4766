// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A weighted sum of rows of one symbol's length, kept in place: it needs no memory of its own.
struct SymbolSum {
  /// As many blocks as the longest symbol of ``CodingLimits/maximumSymbolBytes`` fills.
  private var blocks = InlineArray<32, GaloisField256.Block>(repeating: 0)
  private let rowBytes: Int

  /// Zero, of at most ``CodingLimits/maximumSymbolBytes`` elements.
  init(rowBytes: Int) { self.rowBytes = rowBytes }

  /// Adds a multiple of a matrix's row, which has the sum's length.
  mutating func add(_ constant: UInt8, timesRow row: Int, of matrix: SymbolMatrix) {
    let multiplier = GaloisField256.BlockMultiplier(by: constant)
    let terms = matrix.blocks(ofRow: row).span
    var blocks = self.blocks.mutableSpan
    for index in 0..<min(terms.count, blocks.count) {
      blocks[index] ^= multiplier.product(terms[index])
    }
  }

  /// Appends the sum's elements to bytes.
  func append(to bytes: inout [UInt8]) {
    for element in 0..<rowBytes {
      let shift = element % SymbolMatrix.blockBytes * 8
      bytes.append(UInt8(truncatingIfNeeded: blocks[element / SymbolMatrix.blockBytes] >> shift))
    }
  }
}
