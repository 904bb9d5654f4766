// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The symbol error of each spreading factor: noncoherent detection of 2^SF orthogonal symbols.
///
/// The right bin's amplitude has a Rice density, each other bin's power an exponential one; an
/// error is any other bin above the right one. Integrated numerically, tabulated once.
/// Source: Proakis, "Digital Communications", noncoherent orthogonal signalling in Gaussian noise.
struct SymbolErrorTable: Sendable {
  private static let tables = SpreadingFactor.allCases.map { SymbolErrorTable($0) }
  private static let firstDecibels = -6.0
  private static let stepDecibels = 0.125
  private static let steps = 184
  /// Natural logarithms of the probability, from the first Es/N0 up.
  private let logarithms: [Double]
  private let spreadingGain: Double

  /// The table of one spreading factor.
  static func of(_ factor: SpreadingFactor) -> SymbolErrorTable {
    tables[factor.rawValue - SpreadingFactor.sf5.rawValue]
  }

  private init(_ factor: SpreadingFactor) {
    spreadingGain = Double(factor.chips).ratioAsDecibels
    logarithms = (0...Self.steps).map { step in
      let decibels = Self.firstDecibels + Self.stepDecibels * Double(step)
      return ElementaryFunctions.log(
        Self.integral(symbolToNoise: decibels.decibelsAsRatio, symbols: factor.chips))
    }
  }

  /// The probability that a symbol is wrong; the signal to noise ratio is per chip bandwidth.
  func symbolError(decibels: Double) -> Double {
    let place = (decibels + spreadingGain - Self.firstDecibels) / Self.stepDecibels
    guard place > 0 else { return ElementaryFunctions.exp(logarithms[0]) }
    guard place < Double(Self.steps) else { return 0 }
    let index = Int(place)
    let share = place - Double(index)
    let logarithm = logarithms[index] + share * (logarithms[index + 1] - logarithms[index])
    return ElementaryFunctions.exp(logarithm)
  }

  /// 1 - ∫ rice(r) (1 - e^(-r²/2))^(M-1) dr, kept free of cancellation.
  private static func integral(symbolToNoise: Double, symbols: Int) -> Double {
    let line = (2 * symbolToNoise).squareRoot()
    let low = max(0, line - 8)
    let step = (line + 8 - low) / 256
    var sum = 0.0
    for index in 1...256 {
      let r = low + step * Double(index)
      let density =
        r * ElementaryFunctions.exp(-(r - line) * (r - line) / 2) * scaledBessel(r * line)
      let exceeds = ElementaryFunctions.exp(-r * r / 2)
      sum += density * anyOf(symbols - 1, each: exceeds)
    }
    return min(sum * step, 1)
  }

  /// 1 - (1 - p)^n, exact for small p too.
  private static func anyOf(_ count: Int, each p: Double) -> Double {
    let logarithm = p < 1e-6 ? -p - p * p / 2 : ElementaryFunctions.log(1 - p)
    let power = Double(count) * logarithm
    return power > -1e-6 ? -power - power * power / 2 : 1 - ElementaryFunctions.exp(power)
  }

  /// The modified Bessel function I₀(x) e^-x for x at least 0.
  ///
  /// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 9.8.1 and 9.8.2.
  private static func scaledBessel(_ x: Double) -> Double {
    let near = [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813]
    let far = [
      0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537,
      -0.01647633, 0.00392377,
    ]
    guard x < 3.75 else { return polynomial(far, 3.75 / x) / x.squareRoot() }
    return polynomial(near, x / 3.75 * x / 3.75) * ElementaryFunctions.exp(-x)
  }

  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }
}
