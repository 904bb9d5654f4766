// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaDriver

/// A signal that fades slowly: a Gauss-Markov process in decibels, one value a second.
struct FadingSignal {
  /// The mean SNR, decibels.
  var mean: Double
  /// The deviation, decibels.
  var deviation = 3.0
  /// The time after which the correlation is 1/e, seconds.
  var correlationSeconds = 600.0

  /// The SNR in each second, from the stationary distribution on.
  func values(seconds: Int, random: inout SplitMix64) -> [Double] {
    let kept = exp(-1 / correlationSeconds)
    let fresh = deviation * (1 - kept * kept).squareRoot()
    var offset = deviation * random.normal()
    return (0..<seconds).map { _ in
      offset = kept * offset + fresh * random.normal()
      return mean + offset
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
      return x * (-2 * log(square) / square).squareRoot()
    }
  }
}
