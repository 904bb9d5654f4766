// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

struct SymbolMatrixTests {
  @Test(arguments: [1, 7, 8, 9, 32, 244, 250])
  func `a row gives back the bytes put in`(length: Int) {
    var generator = CodingTestGenerator(seed: UInt64(length))
    let rows = (0..<3).map { _ in generator.bytes(length) }
    var matrix = SymbolMatrix(rowBytes: length, reservingRows: 3)
    for row in rows {
      matrix.append(row)
    }
    #expect(matrix.rowCount == 3)
    for (index, row) in rows.enumerated() {
      #expect(matrix.elements(ofRow: index) == row)
      #expect(matrix[index, length - 1] == row[length - 1])
    }
    matrix.removeLast()
    matrix.append(rows[0])
    #expect(matrix.elements(ofRow: 2) == rows[0])
    var end: [UInt8] = [7]
    matrix.append(row: 1, from: length - 1, to: &end)
    #expect(end == [7, rows[1][length - 1]])
  }

  @Test(arguments: [1, 16, 31, 244])
  func `row arithmetic is element arithmetic`(length: Int) {
    var generator = CodingTestGenerator(seed: UInt64(length) + 100)
    let (first, second) = (generator.bytes(length), generator.bytes(length))
    var matrix = SymbolMatrix(rowBytes: length, reservingRows: 2)
    matrix.append(first)
    matrix.append(second)
    matrix.add(0x53, timesRow: 0, toRow: 1)
    let sum = zip(first, second).map { GaloisField256.product(0x53, $0) ^ $1 }
    #expect(matrix.elements(ofRow: 0) == first)
    #expect(matrix.elements(ofRow: 1) == sum)
    matrix.multiply(row: 1, by: 0xCA)
    #expect(matrix.elements(ofRow: 1) == sum.map { GaloisField256.product(0xCA, $0) })

    var wide = SymbolMatrix(rowBytes: 8 + length, reservingRows: 1)
    wide.append(second, at: 8)
    wide.add(0x53, timesRow: 0, of: matrix, toRow: 0, fromBlock: 1)
    #expect(wide.elements(ofRow: 0) == [UInt8](repeating: 0, count: 8) + sum)
  }
}
