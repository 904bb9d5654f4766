// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// How a figure is written; parts of one where a percentage is printed.
public enum Unit: Sendable {
  case count
  case bytes
  case megabytes
  case seconds
  case milliseconds
  case percent
  case times

  /// A part as a percentage without decimals.
  public static func wholePercent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  /// A figure with its unit.
  public func text(_ value: Double) -> String {
    switch self {
    case .count: String(format: "%.2f", value)
    case .bytes: String(format: "%.0f B", value)
    case .megabytes: String(format: "%.2f MiB", value / 1_048_576)
    case .seconds: String(format: value < 10 ? "%.3f s" : "%.1f s", value)
    case .milliseconds: String(format: "%.2f ms", value * 1000)
    case .percent: String(format: "%.2f %%", value * 100)
    case .times: String(format: "%.2f x", value)
    }
  }
}
