// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Weighs predictions by how good they were in the same situation, and adds them up.
///
/// Several sets of weights, each chosen by another view of the situation, give one prediction
/// each; a last small set weighs these. Weights are in 1/65536.
struct Mixer: ~Copyable {
  static let weightLimit: Int32 = 1 << 20
  static let inputCount = 24
  static let setCount = 6
  /// Rows of all sets together.
  private static let rowsLog2 = 13

  /// A set of weights and its rows.
  struct WeightSet {
    let number: Int
    let firstRow: Int
    /// A power of two.
    let rowCount: Int

    static let byMatch = WeightSet(number: 0, firstRow: 0, rowCount: 128)
    static let byPartialByte = WeightSet(number: 1, firstRow: 128, rowCount: 512)
    static let byLastByte = WeightSet(number: 2, firstRow: 640, rowCount: 2048)
    static let byLine = WeightSet(number: 3, firstRow: 2688, rowCount: 1024)
    static let byField = WeightSet(number: 4, firstRow: 3712, rowCount: 2048)
    static let byExpectedByte = WeightSet(number: 5, firstRow: 5760, rowCount: 1024)
  }

  var weights: JournaledTable<Int32>
  var lastWeights: JournaledTable<Int32>
  private var outputs: Table<Int32>
  private var probabilities: Table<Int32>
  private var rows: Table<Int32>
  private var lastRow = 0
  private var last: Int32 = 32768

  init() {
    let perRow = Table<Int32>.rowStride
    weights = JournaledTable(
      log2Count: Self.rowsLog2 + perRow.trailingZeroBitCount, repeating: 65536 * 22 / 100)
    lastWeights = JournaledTable(
      log2Count: 8 + perRow.trailingZeroBitCount, repeating: 65536 / 6)
    outputs = Table(log2Count: perRow.trailingZeroBitCount, repeating: 0)
    probabilities = Table(log2Count: 3, repeating: 32768)
    rows = Table(log2Count: 3, repeating: 0)
  }

  /// Chooses the row of one set for the next bit.
  @inline(__always) mutating func select(_ set: WeightSet, row: Int) {
    let row = set.firstRow &+ (row & (set.rowCount &- 1))
    rows[set.number] = Int32(truncatingIfNeeded: row)
  }

  /// The logit of a one in the next bit.
  @inline(__always) mutating func mix(
    _ inputs: borrowing Table<Int32>, lastRow: Int, logistic: borrowing Logistic
  ) -> Int32 {
    for set in 0..<Self.setCount {
      let sum = weights.dotProduct(row: Int(rows[set]), inputs: inputs, count: Self.inputCount)
      let logit = max(-Logistic.limit, min(Logistic.limit, sum &>> 10))
      outputs[set] = logit
      probabilities[set] = logistic.squash(logit)
    }
    self.lastRow = lastRow
    let sum = lastWeights.dotProduct(row: lastRow, inputs: outputs, count: Self.setCount)
    let logit = max(-Logistic.limit, min(Logistic.limit, sum &>> 10))
    last = logistic.squash(logit)
    return logit
  }

  /// Learns from the bit that came.
  @inline(__always) mutating func update(bit: Int, inputs: borrowing Table<Int32>) {
    let target: Int32 = bit == 1 ? 65535 : 0
    for set in 0..<Self.setCount {
      let error = ((target &- probabilities[set]) &* 70) &>> 4
      weights.train(row: Int(rows[set]), inputs: inputs, count: Self.inputCount, error: error)
    }
    let error = ((target &- last) &* 3) &>> 4
    lastWeights.train(row: lastRow, inputs: outputs, count: Self.setCount, error: error)
  }
}
