// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// What a real demodulator does with two frames of one spreading factor.
///
/// Fitted to pairs of 20-byte frames, CR 4/5, SF7 and SF9, with random timing and carriers.
enum CaptureModel {
  /// While so many symbols of a preamble have come the receiver still searches: both frames race.
  static let detectionSymbols = 5.0
  /// A locked receiver is bound for good from this symbol after the preamble on.
  static let boundAfterPreamble = 1.0

  private static let raceSlope = 1.2
  private static let firstComerBonus = 0.26
  private static let stealSlope = 1.22
  private static let stealMidpoint = 2.33

  /// The probability that a frame whose preamble began less than ``detectionSymbols`` earlier
  /// keeps the receiver; the margin is its power over the newcomer's, in dB.
  static func keepsRace(margin: Double) -> Double {
    ElementaryFunctions.logistic(raceSlope * margin + firstComerBonus)
  }

  /// The probability that a receiver already locked keeps its frame against a newcomer.
  static func keepsLock(margin: Double) -> Double {
    ElementaryFunctions.logistic(stealSlope * (margin + stealMidpoint))
  }

  /// The probability that a frame being decoded survives interference so many dB below it.
  ///
  /// What varies from pair to pair is the interferer's timing inside the symbol and its carrier,
  /// so one chance holds for the whole frame.
  static func survives(margin: Double) -> Double {
    guard let first = survival.first, margin > first.margin else { return 0 }
    for (low, high) in zip(survival, survival.dropFirst()) where margin <= high.margin {
      let share = (margin - low.margin) / (high.margin - low.margin)
      return low.probability + share * (high.probability - low.probability)
    }
    return 1
  }

  private static let survival: [(margin: Double, probability: Double)] = [
    (-6, 0), (-3, 0.036), (-2, 0.135), (-1, 0.36), (0, 0.69), (1, 0.97), (2, 1),
  ]

  /// How far interference of another spreading factor is suppressed before it acts as noise, in
  /// dB: slower chirps look more like a tone in one bin of a few symbols.
  static func suppression(of other: SpreadingFactor, in wanted: SpreadingFactor) -> Double {
    switch other.rawValue - wanted.rawValue {
    case ..<0: 0.3
    case 0: 0
    case 1: 0.8
    case 2: 1.9
    default: 3
    }
  }
}
