// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// Airtime of one message in seconds, at most: session open, both sides counted.
///
/// The optimum by dynamic programming and 3 %; for 100 bytes the optimum itself.
enum AirtimeGoals {
  static let losses = [0, 0.05, 0.1, 0.2, 0.3, 0.4]

  /// At SF7/125 kHz, by size and loss.
  static let bySize: [(bytes: Int, seconds: [Double])] = [
    (100, [0.242, 0.260, 0.282, 0.339, 0.421, 0.550]),
    (500, [0.92, 0.98, 1.05, 1.22, 1.45, 1.79]),
    (2000, [3.41, 3.61, 3.83, 4.37, 5.07, 6.03]),
    (10_000, [16.60, 17.54, 18.55, 20.96, 24.09, 28.28]),
    (50_000, [82.3, 86.7, 91.6, 103.3, 118.3, 138.4]),
    (150_000, [246.7, 259.9, 274.6, 309.4, 354.2, 413.9]),
  ]

  static let slowSizes = [100, 500, 2000, 10_000]

  /// At 10 % loss with the slower factors, by size.
  static let byFactor: [(factor: SpreadingFactor, seconds: [Double])] = [
    (.sf8, [0.50, 1.86, 6.73, 32.8]), (.sf9, [0.90, 3.32, 12.1, 58.2]),
    (.sf10, [1.65, 6.08, 22.1, 105.9]), (.sf11, [3.58, 13.3, 48.5, 232.8]),
    (.sf12, [6.60, 24.3, 87.0, 421.8]),
  ]

  /// How far the mean may lie above the goal, as a factor.
  static func tolerance(_ factor: SpreadingFactor) -> Double { factor == .sf7 ? 1.01 : 1.03 }

  /// From the first frame to the confirmation in times of the airtime, at most.
  static func completion(bytes: Int, loss: Double) -> Double? {
    guard bytes >= 2000 else { return nil }
    return loss <= 0.2 ? 1.05 : 1.10
  }

  /// The receiver's part of the airtime, at most; with a loss of 40 % it asks too often for any.
  static func receiverShare(bytes: Int, loss: Double) -> Double? {
    guard loss < 0.4 else { return nil }
    return switch bytes {
    case 500: 0.08
    case 10_000: 0.01
    case 150_000: 0.0025
    default: nil
    }
  }
}
