// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A table that its journal can lead back.
package struct JournaledTable<Element: BitwiseCopyable>: ~Copyable {
  private var table: Table<Element>
  /// What changed in it.
  package var journal: Journal

  /// Journals a table; its journal copies no more than `mostCells`.
  init(_ table: consuming Table<Element>, mostCells: Int = .max) {
    journal = table.journal(mostCells: mostCells)
    self.table = table
  }

  /// A table of `2^log2Count` equal numbers; its journal copies no more than `mostCells`.
  package init(log2Count: Int, repeating element: Element, mostCells: Int = .max) {
    self.init(Table(log2Count: log2Count, repeating: element), mostCells: mostCells)
  }

  /// A number; every index is masked into range.
  package subscript(index: Int) -> Element {
    @inline(__always) get { table[index] }
    @inline(__always) set {
      journal.willChange(byte: table.byteOffset(index))
      table[index] = newValue
    }
  }
}

extension JournaledTable<Int32> {
  /// The sum of the products of a row with the first row of another table, see ``Table``.
  @inline(__always) func dotProduct(row: Int, inputs: borrowing Table<Int32>, count: Int) -> Int32 {
    table.dotProduct(row: row, inputs: inputs, count: count)
  }

  /// Adds to a row the inputs times an error, see ``Table``.
  @inline(__always) mutating func train(
    row: Int, inputs: borrowing Table<Int32>, count: Int, error: Int32
  ) {
    let first = row &* Table<Int32>.rowStride
    for step in stride(from: 0, to: Table<Int32>.rowStride, by: 8) {
      journal.willChange(byte: table.byteOffset(first &+ step))
    }
    table.train(row: row, inputs: inputs, count: count, error: error)
  }
}
