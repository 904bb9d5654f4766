// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct FrameSurvivalTests {
  @Test(arguments: SpreadingFactor.allCases.filter { $0 >= .sf7 }, [10, 252])
  func `the curve is within a decibel of the packet error model`(
    factor: SpreadingFactor, bytes: Int
  ) {
    let modulation = Modulation(
      spreadingFactor: factor, bandwidth: .kHz125, codingRate: .fourFifths)
    let model = PacketErrorModel(modulation: modulation, payloadBytes: bytes)
    let survival = FrameSurvival(bytes: bytes)
    for step in 0...200 {
      let decibels = -25 + Double(step) / 8
      let probability = survival.probability(at: factor, decibels: decibels)
      let (low, high) = (
        1 - model.packetError(at: SNR(decibels: decibels - 1)),
        1 - model.packetError(at: SNR(decibels: decibels + 1))
      )
      #expect((low - 0.02...high + 0.02).contains(probability), "\(decibels) dB")
    }
  }
}
