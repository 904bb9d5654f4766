// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a figure is held to.
public enum Goal: Sendable {
  case atMost(Double)
  case atLeast(Double)

  /// The figure that is just good enough.
  public var bound: Double {
    switch self {
    case .atMost(let bound), .atLeast(let bound): bound
    }
  }

  /// Its sign before the bound.
  public var sign: String {
    switch self {
    case .atMost: "<="
    case .atLeast: ">="
    }
  }

  /// Whether a figure meets it; `slack` is the part of the figure that chance explains.
  public func verdict(on figure: Double, slack: Double = 0) -> Verdict {
    switch self {
    case .atMost(let bound): figure - slack <= bound ? .good : .miss
    case .atLeast(let bound): figure + slack >= bound ? .good : .miss
    }
  }
}

/// Whether a goal is met.
public enum Verdict: String, Sendable {
  case good = "ok"
  case miss = "MISS"
}
