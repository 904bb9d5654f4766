// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension LinkParameters {
  /// A signal to noise ratio measured now, as it would be with home's bandwidth.
  func seenFromHome(_ snr: SNR) -> SNR {
    SNR(decibels: snr.decibels + modulation.bandwidth.loss(at: tuned.bandwidth))
  }

  /// The spreading factor that reaches as far with home's bandwidth as the present one does now.
  var ratedFactor: SpreadingFactor {
    let steps = modulation.bandwidth.doublings(to: tuned.bandwidth)
    let factor = min(max(tuned.spreadingFactor.rawValue - steps, 5), 12)
    return SpreadingFactor(rawValue: factor) ?? tuned.spreadingFactor
  }
}

extension Bandwidth {
  /// How often this bandwidth must be doubled to be another; negative when halved.
  func doublings(to other: Bandwidth) -> Int {
    var (count, here, there) = (0, Double(rawValue), Double(other.rawValue))
    while there > here * 1.5 { (count, here) = (count + 1, here * 2) }
    while here > there * 1.5 { (count, there) = (count - 1, there * 2) }
    return count
  }

  /// The loss of signal to noise ratio at another bandwidth, decibels: 3 for each doubling.
  func loss(at other: Bandwidth) -> Double { 3.01 * Double(doublings(to: other)) }
}
