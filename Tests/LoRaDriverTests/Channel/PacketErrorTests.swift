// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaDriver
import LoRaPHY
import Testing

struct PacketErrorTests {
  private struct Curve: Hashable { let factor, rate, bytes: Int }

  private func model(_ curve: Curve) throws -> PacketErrorModel {
    PacketErrorModel(
      modulation: Modulation(
        spreadingFactor: try #require(SpreadingFactor(rawValue: curve.factor)),
        bandwidth: .kHz125, codingRate: try #require(CodingRate(rawValue: curve.rate)),
        payloadCRC: .present),
      payloadBytes: curve.bytes)
  }

  private func modelledSNR(_ level: Double, _ model: PacketErrorModel) -> Double? {
    crossing(
      of: level,
      in: stride(from: -28.0, through: 0, by: 0.05).map {
        ($0, model.packetError(at: SNR(decibels: $0)))
      })
  }

  @Test func `every measured curve is met within half a decibel at 10, 50 and 90 percent`()
    throws
  {
    var curves: [Curve: [(x: Double, y: Double)]] = [:]
    for row in try MeasuredTable("per_curves_awgn").rows {
      let curve = Curve(
        factor: try row.whole("sf"), rate: try row.whole("cr"),
        bytes: try row.whole("payload_bytes"))
      curves[curve, default: []].append((try row.number("snr_db"), try row.number("per")))
    }
    var compared = 0
    var worst = 0.0
    for (curve, points) in curves {
      for level in [0.1, 0.5, 0.9] {
        guard let measured = crossing(of: level, in: points) else { continue }
        let modelled = try #require(modelledSNR(level, model(curve)))
        compared += 1
        worst = max(worst, abs(modelled - measured))
        #expect(abs(modelled - measured) <= 0.5, "\(curve) \(level): \(measured), \(modelled)")
      }
    }
    #expect(curves.count == 8)
    #expect(compared >= 20)
    report("awgn: worst deviation \(worst) dB in \(compared) points")
  }

  /// SF, CR, bytes, then the SNR at PER 10, 50 and 90 %, of a real demodulator.
  private static let measuredCliffs: [(Int, Int, Int, [Double])] = [
    (7, 1, 20, [-8.1, -9.3, -10.4]), (7, 1, 100, [-7.6, -8.5, -9.4]),
    (7, 1, 255, [-7.2, -8.2, -8.9]), (7, 4, 20, [-8.5, -10.0, -11.0]),
    (7, 4, 100, [-8.4, -9.6, -10.4]), (7, 4, 255, [-8.3, -9.3, -10.0]),
    (8, 1, 20, [-10.7, -12.1, -13.1]), (8, 1, 100, [-10.3, -11.3, -12.2]),
    (8, 1, 255, [-10.1, -11.0, -11.7]), (8, 4, 20, [-11.2, -12.7, -13.6]),
    (8, 4, 100, [-11.3, -12.4, -13.2]), (8, 4, 255, [-11.2, -12.1, -12.7]),
    (9, 1, 20, [-13.6, -14.9, -16.0]), (9, 1, 100, [-13.2, -14.3, -15.0]),
    (9, 1, 255, [-12.9, -13.9, -14.6]), (9, 4, 20, [-13.8, -15.4, -16.4]),
    (9, 4, 100, [-13.5, -15.1, -15.8]), (9, 4, 255, [-13.6, -14.9, -15.5]),
    (10, 1, 20, [-16.3, -17.6, -18.7]), (10, 1, 100, [-16.0, -16.9, -17.7]),
    (10, 1, 255, [-15.6, -16.6, -17.3]), (10, 4, 20, [-16.7, -17.9, -19.1]),
    (10, 4, 100, [-16.6, -17.8, -18.6]), (10, 4, 255, [-16.2, -17.6, -18.2]),
  ]

  @Test func `short, middle and long frames fall off the cliff where real ones do`() throws {
    var worst = 0.0
    for (factor, rate, bytes, measured) in Self.measuredCliffs {
      let model = try model(Curve(factor: factor, rate: rate, bytes: bytes))
      for (level, measured) in zip([0.1, 0.5, 0.9], measured) {
        let modelled = try #require(modelledSNR(level, model))
        worst = max(worst, abs(modelled - measured))
        #expect(
          abs(modelled - measured) <= 0.5,
          "SF\(factor) CR\(rate) \(bytes) B \(level): \(measured), \(modelled)")
      }
    }
    report("cliffs: worst deviation \(worst) dB in \(3 * Self.measuredCliffs.count) points")
  }

  /// The alternating sum for 2^5 symbols, exact where the sum is still benign.
  private func closedForm(snr: Double) -> Double {
    let symbolToNoise = 32 * pow(10, snr / 10)
    var (sum, choices) = (0.0, 1.0)
    for k in 1...31 {
      choices *= Double(32 - k) / Double(k)
      let term = choices / Double(k + 1) * exp(-Double(k) / Double(k + 1) * symbolToNoise)
      sum += k.isMultiple(of: 2) ? -term : term
    }
    return sum
  }

  @Test func `the symbol error is that of noncoherent orthogonal detection`() {
    let modulation = Modulation(
      spreadingFactor: .sf5, bandwidth: .kHz125, codingRate: .fourFifths)
    let model = PacketErrorModel(modulation: modulation, payloadBytes: 20)
    for snr in stride(from: -18.0, through: -3, by: 0.37) {
      let table = model.symbolError(at: SNR(decibels: snr + 0.1))
      let exact = closedForm(snr: snr)
      #expect(abs(table - exact) < 0.003 * exact + 1e-6, "\(snr) dB: \(table), \(exact)")
    }
  }

  @Test(arguments: SpreadingFactor.allCases, CodingRate.allCases)
  func `more signal and less payload never lose more`(
    factor: SpreadingFactor, rate: CodingRate
  ) {
    let modulation = Modulation(
      spreadingFactor: factor, bandwidth: .kHz125, codingRate: rate)
    let models = [1, 20, 100, 255].map {
      PacketErrorModel(modulation: modulation, payloadBytes: $0)
    }
    for model in models {
      let errors = stride(from: -40.0, through: 20, by: 0.25).map {
        model.packetError(at: SNR(decibels: $0))
      }
      #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 >= $1 - 1e-12 })
      #expect(errors.allSatisfy { (0...1).contains($0) })
      #expect((errors.first ?? 0) > 0.999 && (errors.last ?? 1) < 1e-9)
    }
    for snr in stride(from: -25.0, through: 0, by: 0.5) {
      let errors = models.map { $0.packetError(at: SNR(decibels: snr)) }
      #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
    }
  }

  @Test func `exponential and logarithm are those of the library to parts in 10^15`() {
    for step in -7_000...7_000 {
      let x = Double(step) / 10.001
      let exponential = ElementaryFunctions.exp(x)
      #expect(abs(exponential - exp(x)) <= 1e-15 * max(1, abs(x)) * exp(x), "\(x)")
      let y = exp(x)
      #expect(abs(ElementaryFunctions.log(y) - log(y)) <= 4e-16 * max(1, abs(log(y))), "\(y)")
    }
    #expect(ElementaryFunctions.exp(-1_000) == 0)
    #expect(ElementaryFunctions.exp(1_000) == .infinity)
    #expect(ElementaryFunctions.exp(.nan).isNaN)
    #expect(ElementaryFunctions.log(0) == -.infinity)
    #expect(ElementaryFunctions.log(-1).isNaN)
    #expect(ElementaryFunctions.log(.infinity) == .infinity)
  }
}
