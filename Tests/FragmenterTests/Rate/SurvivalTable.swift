// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

/// The survival of frames of one length by the packet error model, tabulated every 0.1 dB.
struct SurvivalTable {
  private static let lowest = -35.0
  private static let steps = 500
  private let values: [[Double]]

  init(bytes: Int) {
    values = SpreadingFactor.allCases.map { factor in
      let modulation = Modulation(
        spreadingFactor: factor, bandwidth: .kHz125, codingRate: .fourFifths)
      let model = PacketErrorModel(modulation: modulation, payloadBytes: bytes)
      return (0..<Self.steps).map { step in
        1 - model.packetError(at: SNR(decibels: Self.lowest + Double(step) / 10))
      }
    }
  }

  func survival(at factor: SpreadingFactor, decibels: Double) -> Double {
    let place = ((decibels - Self.lowest) * 10).rounded()
    let index = Int(min(max(place, 0), Double(Self.steps - 1)))
    return values[factor.rawValue - SpreadingFactor.sf5.rawValue][index]
  }

  /// The table of 10, 14 or 252 bytes, whichever is at least so long.
  static func of(bytes: Int) -> SurvivalTable {
    bytes <= 10 ? request : bytes <= 14 ? announcement : data
  }

  static let data = SurvivalTable(bytes: 252)
  private static let request = SurvivalTable(bytes: 10)
  private static let announcement = SurvivalTable(bytes: 14)
}
