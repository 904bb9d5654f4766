// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A cost divided among those it was for.
enum ProportionalShares {
  /// Whole shares in proportion to weights, whose sum is the total.
  ///
  /// Without any weight the first bears all. Totals and weights are not negative.
  static func of(_ total: Int64, weights: [Int]) -> [Int64] {
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return weights.indices.map { $0 == 0 ? total : 0 } }
    var passed = 0
    var given: Int64 = 0
    return weights.map { weight in
      passed += weight
      let upTo = Int64((Double(total) * (Double(passed) / Double(sum))).rounded())
      defer { given = upTo }
      return upTo - given
    }
  }
}
