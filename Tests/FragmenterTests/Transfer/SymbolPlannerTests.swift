// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

struct SymbolPlannerTests {
  private static let modulations: [(SpreadingFactor, Bandwidth, Int)] = [
    (.sf7, .kHz125, 255), (.sf7, .kHz125, 222), (.sf9, .kHz125, 255), (.sf9, .kHz125, 68),
    (.sf10, .kHz125, 26), (.sf12, .kHz125, 255), (.sf8, .kHz250, 140), (.sf7, .kHz500, 255),
  ]

  private func planner(_ index: Int) -> SymbolPlanner {
    let (factor, bandwidth, longest) = Self.modulations[index]
    let modulation = Modulation(
      spreadingFactor: factor, bandwidth: bandwidth, codingRate: .fourFifths)
    return SymbolPlanner(modulation: modulation, longestFrameBytes: longest)
  }

  /// What is wrong with the layout of a payload; nil when it is as promised.
  private func fault(of bytes: Int, by planner: SymbolPlanner) -> String? {
    let limit = planner.longestFrameBytes
    switch planner.layout(payloadBytes: bytes) {
    case nil: return bytes <= planner.largestPayloadBytes ? "no layout" : nil
    case .single: return bytes + 23 <= limit ? nil : "a single of \(bytes + 23) bytes"
    case .symbols(let count, let size):
      if bytes > planner.largestPayloadBytes { return "a layout for too much" }
      if bytes + 23 <= limit { return "symbols where a single fits" }
      if size + 10 > limit { return "a frame of \(size + 10) bytes" }
      if !(1...Limits.sourceSymbols).contains(count) { return "\(count) symbols" }
      let padding = count * size - (bytes + 3 + 16)
      if !(0..<min(size, 256)).contains(padding) { return "\(padding) bytes of padding" }
      let plain = limit - 10
      let plainCount = (bytes + 19 + plain - 1) / plain
      let isNoSlower =
        planner.timeOnAir(symbolBytes: size) * count
        <= planner.timeOnAir(symbolBytes: plain) * plainCount
      return isNoSlower ? nil : "slower than the plain cut"
    }
  }

  @Test(arguments: modulations.indices)
  func `each payload is cut within the limits and no slower than by the largest symbol`(
    index: Int
  ) {
    let planner = planner(index)
    let largest = planner.largestPayloadBytes
    let some = Array(stride(from: 3001, to: max(3001, largest), by: 1 + largest / 97))
    for bytes in Array(0...3000) + some + [largest - 1, largest, largest + 1, largest + 9999] {
      #expect(fault(of: bytes, by: planner) == nil, "\(bytes) bytes")
    }
  }

  @Test func `frames too short for a symbol carry nothing instead of trapping`() {
    for limit in -1...23 {
      let planner = SymbolPlanner(
        modulation: planner(0).modulation, longestFrameBytes: limit)
      let isCut = planner.layout(payloadBytes: 100) != nil
      #expect(isCut == (planner.largestPayloadBytes >= 100), "limit \(limit)")
    }
  }
}
