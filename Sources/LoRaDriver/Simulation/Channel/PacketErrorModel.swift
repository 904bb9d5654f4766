// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// The packet error of a LoRa demodulator with hard decision in white noise.
///
/// A frame is received when the receiver locks, reads the header, and every interleaver block of
/// the payload survives its wrong symbols. Signal to noise ratios are those of the bandwidth.
/// Measured on a real demodulator with SF7 to SF10, 8 preamble symbols, 20 to 255 bytes; the lock
/// of the other spreading factors is extrapolated at 2.6 dB a step.
public struct PacketErrorModel: Sendable {
  /// The SNR at which lock and header succeed half the time.
  public let lockMidpoint: SNR
  private let symbols: SymbolErrorTable
  private let codingRate: CodingRate
  /// A wrong symbol flips each of its bits with this probability.
  private let flip: Double
  private let rowsPerBlock: Int
  private let blocks: Double

  /// Steepness of lock and header over the SNR, per decibel.
  static let lockSlope = 1.35
  /// What the real demodulator loses against ideal detection.
  static let implementationLossDecibels = 0.1
  private static let lockMidpoints = [-5.0, -7.6, -10.2, -12.8, -15.5, -18.1, -20.7, -23.3]

  /// The model of frames of one modulation and length.
  public init(modulation: Modulation, payloadBytes: Int) {
    let factor = modulation.spreadingFactor
    symbols = .of(factor)
    codingRate = modulation.codingRate
    let chips = Double(factor.chips)
    flip = 0.5 * chips / (chips - 1)
    rowsPerBlock = factor.rawValue - (modulation.isOptimized ? 2 : 0)
    let payloadSymbols = modulation.payloadSymbols(payloadBytes: payloadBytes) - 8
    blocks = Double(payloadSymbols / (codingRate.rawValue + 4))
    lockMidpoint = SNR(
      decibels: Self.lockMidpoints[factor.rawValue - SpreadingFactor.sf5.rawValue])
  }

  /// The probability that a symbol is detected wrongly.
  public func symbolError(at snr: SNR) -> Double {
    symbols.symbolError(decibels: snr.decibels - Self.implementationLossDecibels)
  }

  /// The probability that the receiver locks on the preamble and reads the header.
  public func lock(at snr: SNR) -> Double {
    ElementaryFunctions.logistic(Self.lockSlope * (snr.decibels - lockMidpoint.decibels))
  }

  /// The probability that the payload survives once the receiver has locked.
  public func payloadSurvival(at snr: SNR) -> Double {
    ElementaryFunctions.exp(logPayloadSurvival(at: snr))
  }

  /// The probability that the frame is lost.
  public func packetError(at snr: SNR) -> Double { 1 - lock(at: snr) * payloadSurvival(at: snr) }

  /// The natural logarithm of the survival; shares of a payload add up.
  func logPayloadSurvival(at snr: SNR) -> Double {
    guard blocks > 0 else { return 0 }
    return blocks * ElementaryFunctions.log(blockSurvival(symbolError: symbolError(at: snr)))
  }

  /// The least SNR at which this luck, evenly distributed over 0..<1, lets the receiver lock.
  func lockThreshold(luck: Double) -> SNR {
    let odds = max(luck, 0x1p-53) / max(1 - luck, 0x1p-53)
    let margin = ElementaryFunctions.log(odds) / Self.lockSlope
    return SNR(decibels: lockMidpoint.decibels + margin)
  }

  /// The probability that one interleaver block survives.
  ///
  /// CR 4/5 and 4/6 detect only: the four data columns must be clean. CR 4/7 and 4/8 correct one
  /// flipped bit in each codeword, over all columns.
  private func blockSurvival(symbolError: Double) -> Double {
    let corrects = codingRate >= .fourSevenths
    let columns = corrects ? 4 + codingRate.rawValue : 4
    let (wrong, right) = (symbolError, 1 - symbolError)
    var survival = 0.0
    var waysToChoose = 1.0
    for errors in 0...columns {
      let clean = power(1 - flip, errors)
      let single =
        corrects && errors > 0 ? Double(errors) * flip * power(1 - flip, errors - 1) : 0
      survival +=
        waysToChoose * power(wrong, errors) * power(right, columns - errors)
        * power(clean + single, rowsPerBlock)
      waysToChoose *= Double(columns - errors) / Double(errors + 1)
    }
    return min(survival, 1)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}

extension CodingRate {
  fileprivate static func >= (left: Self, right: Self) -> Bool { left.rawValue >= right.rawValue }
}
