// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a figure is held to.
enum Goal {
  case atMost(Double)
  case atLeast(Double)

  var bound: Double {
    switch self {
    case .atMost(let bound), .atLeast(let bound): bound
    }
  }

  var sign: String {
    switch self {
    case .atMost: "<="
    case .atLeast: ">="
    }
  }

  func verdict(on figure: Double, slack: Double = 0) -> Verdict {
    switch self {
    case .atMost(let bound): figure - slack <= bound ? .good : .miss
    case .atLeast(let bound): figure + slack >= bound ? .good : .miss
    }
  }
}

/// Whether a goal is met.
enum Verdict: String {
  case good = "ok"
  case miss = "MISS"
}
