// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Exponential and logarithm from arithmetic alone.
///
/// The standard library has neither, and those of C libraries differ in the last bit from machine
/// to machine: with these the same seed gives the same world everywhere.
package enum ElementaryFunctions {
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33
  static let ln2 = 0.693_147_180_559_945_3
  static let ln10 = 2.302_585_092_994_045_7

  /// e to the power of x, to about an ulp: e^x = 2^n e^r with |r| at most ln 2 / 2.
  package static func exp(_ x: Double) -> Double {
    guard x > -745 else { return x.isNaN ? x : 0 }
    guard x < 709.7 else { return .infinity }
    let n = (x / ln2).rounded()
    let r = x - n * ln2High - n * ln2Low
    var sum = 1.0
    for k in stride(from: 13.0, through: 1, by: -1) { sum = 1 + sum * r / k }
    return Double(sign: .plus, exponent: Int(n), significand: sum)
  }

  /// The natural logarithm, to about an ulp: ln m = 2 artanh((m - 1) / (m + 1)), m near 1.
  package static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
    let isHigh = x.significand > 1.414_213_562_373_095_1
    let mantissa = isHigh ? x.significand / 2 : x.significand
    let exponent = Double(x.exponent) + (isHigh ? 1 : 0)
    let s = (mantissa - 1) / (mantissa + 1)
    var series = 0.0
    for k in stride(from: 23.0, through: 1, by: -2) { series = 1 / k + series * s * s }
    return exponent * ln2High + (2 * s * series + exponent * ln2Low)
  }

  /// 1 / (1 + e^-x).
  static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}

extension Double {
  /// The power ratio so many decibels are.
  var decibelsAsRatio: Double { ElementaryFunctions.exp(self * ElementaryFunctions.ln10 / 10) }
  /// The decibels this power ratio is.
  var ratioAsDecibels: Double { 10 * ElementaryFunctions.log(self) / ElementaryFunctions.ln10 }
}
