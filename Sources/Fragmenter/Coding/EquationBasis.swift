// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Independent linear equations between source symbols that have not arrived, always fully reduced.
///
/// Each row is the coefficients of the unknown symbols followed by the bytes of their sum. Each row
/// owns a pivot: an unknown with coefficient 1 there and 0 in every other row. So, as soon as there
/// are as many rows as unknowns, each sum is a source symbol, and nothing is left to do.
package struct EquationBasis: Sendable {
  /// The columns of the symbols that were unknown at the start; the others have none.
  private let columns: [Int?]
  /// The block of a row at which its sum starts.
  private let sumBlock: Int
  private var rows: SymbolMatrix
  /// The pivot column of each row.
  private var pivots: [Int] = []

  /// Count of independent equations.
  package var count: Int { pivots.count }

  /// Makes an empty basis; symbols without a row of their own are its unknowns.
  ///
  /// `sourceRows` has an entry for each source symbol: its row among the known ones, or `nil`.
  package init(sourceRows: [Int?], symbolBytes: Int) {
    var columns: [Int?] = []
    columns.reserveCapacity(sourceRows.count)
    var unknowns = 0
    for row in sourceRows {
      columns.append(row == nil ? unknowns : nil)
      unknowns += row == nil ? 1 : 0
    }
    self.columns = columns
    sumBlock = SymbolMatrix.blocks(for: unknowns)
    rows = SymbolMatrix(
      rowBytes: sumBlock * SymbolMatrix.blockBytes + symbolBytes, reservingRows: unknowns + 1)
    pivots.reserveCapacity(unknowns)
  }

  /// Takes in a repair symbol and tells whether it was independent of all that came before.
  ///
  /// `sourceRows` says which row of `sources` holds a source symbol that has arrived by now.
  package mutating func insert(
    _ symbol: [UInt8], coefficients: CodingCoefficients,
    sourceRows: [Int?], sources: SymbolMatrix
  ) -> Bool {
    let row = rows.rowCount
    rows.append(symbol, at: sumBlock * SymbolMatrix.blockBytes)
    var coefficients = coefficients
    for (sourceRow, column) in zip(sourceRows, columns) {
      let coefficient = coefficients.next()
      if let sourceRow {
        rows.add(coefficient, timesRow: sourceRow, of: sources, toRow: row, fromBlock: sumBlock)
      } else if let column {
        rows[row, column] = coefficient
      }
    }
    for (other, pivot) in pivots.enumerated() {
      eliminate(pivot, ofRow: other, fromRow: row)
    }
    guard let pivot = normalize(row: row) else {
      rows.removeLast()
      return false
    }
    pivots.append(pivot)
    return true
  }

  /// Takes in a source symbol that was unknown and tells whether it was independent.
  ///
  /// It is the given row of `sources`. When the result is false, nothing has changed.
  package mutating func insert(
    sourceSymbol symbol: Int, row sourceRow: Int, of sources: SymbolMatrix
  ) -> Bool {
    guard let column = columns[symbol] else { return false }
    let owner = pivots.firstIndex(of: column)
    if let owner, unknowns(inRow: owner) == 1 {
      return false
    }
    for row in pivots.indices {
      let coefficient = rows[row, column]
      guard coefficient != 0 else { continue }
      rows.add(coefficient, timesRow: sourceRow, of: sources, toRow: row, fromBlock: sumBlock)
      rows[row, column] = 0
    }
    // The row that owned the symbol still says something of others: let it own one of these.
    if let owner, let pivot = normalize(row: owner) {
      pivots[owner] = pivot
    }
    return true
  }

  /// Appends a source symbol that is unknown by itself and says whether there is an equation for
  /// it; of use once all unknowns are determined.
  package func appendSolution(forSymbol symbol: Int, to bytes: inout [UInt8]) -> Bool {
    guard let column = columns[symbol], let row = pivots.firstIndex(of: column) else {
      return false
    }
    rows.append(row: row, from: sumBlock * SymbolMatrix.blockBytes, to: &bytes)
    return true
  }

  /// Makes a row own its first unknown and removes that from all other rows; `nil` if it has none.
  private mutating func normalize(row: Int) -> Int? {
    for column in 0..<sumBlock * SymbolMatrix.blockBytes {
      guard let inverse = GaloisField256.inverse(rows[row, column]) else { continue }
      rows.multiply(row: row, by: inverse)
      for other in 0..<rows.rowCount where other != row {
        eliminate(column, ofRow: row, fromRow: other)
      }
      return column
    }
    return nil
  }

  /// Subtracts the multiple of a row with coefficient 1 that makes another's coefficient 0.
  private mutating func eliminate(_ column: Int, ofRow row: Int, fromRow other: Int) {
    let coefficient = rows[other, column]
    if coefficient != 0 {
      rows.add(coefficient, timesRow: row, toRow: other)
    }
  }

  private func unknowns(inRow row: Int) -> Int {
    columns.count { column in column.map { rows[row, $0] != 0 } ?? false }
  }
}
