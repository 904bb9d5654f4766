// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Figures of independent runs.
public struct Sample: Sendable {
  private let sorted: [Double]
  /// Their mean.
  public let mean: Double
  /// Half of the 95 % confidence interval of the mean.
  public let halfWidth: Double

  /// The figures of these runs, in any order.
  public init(_ values: [Double]) {
    sorted = values.sorted()
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    halfWidth = values.count > 1 ? 1.96 * (squares / (count - 1) / count).squareRoot() : 0
  }

  /// The value that this share of the runs does not exceed; 0 without runs.
  public func percentile(_ share: Double) -> Double {
    guard let last = sorted.indices.last else { return 0 }
    return sorted[min(last, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
  }
}
