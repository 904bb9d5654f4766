// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

/// A signal that fades slowly: a Gauss-Markov process in decibels, one value a second.
struct FadingSignal {
  /// The mean SNR, decibels.
  var mean: Double
  /// The deviation, decibels.
  var deviation = 3.0
  /// The time after which the correlation is 1/e, seconds.
  var correlationSeconds = 600.0
  /// When the mean changes for good, and by how many decibels.
  var step: (second: Int, decibels: Double)?

  /// The SNR in each second, from the stationary distribution on.
  func values(seconds: Int, random: inout SplitMix64) -> [Double] {
    let kept = ElementaryFunctions.exp(-1 / correlationSeconds)
    let fresh = deviation * (1 - kept * kept).squareRoot()
    var offset = deviation * random.normal()
    return (0..<seconds).map { second in
      offset = kept * offset + fresh * random.normal()
      let stepped = step.map { second >= $0.second ? $0.decibels : 0 } ?? 0
      return mean + offset + stepped
    }
  }
}

extension SplitMix64 {
  /// The next number in 0..<1.
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of the normal distribution of mean 0 and deviation 1.
  mutating func normal() -> Double {
    while true {
      let (x, y) = (2 * fraction() - 1, 2 * fraction() - 1)
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      return x * (-2 * ElementaryFunctions.log(square) / square).squareRoot()
    }
  }
}
