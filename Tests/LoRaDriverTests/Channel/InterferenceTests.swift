// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

/// Interference of other spreading factors and other channels.
struct InterferenceTests {
  private static let frames = 800

  private func channel(_ factor: Int, hertz: UInt32 = 868_100_000) throws -> RadioChannel {
    RadioChannel(
      frequency: Frequency(hertz: hertz),
      modulation: Modulation(
        spreadingFactor: try #require(SpreadingFactor(rawValue: factor)), bandwidth: .kHz125,
        codingRate: .fourFifths, payloadCRC: .present))
  }

  /// The share of frames received under an interferer that lasts longer than they do.
  private func share(
    wanted: RadioChannel, interferer: RadioChannel, ratio: Double, seed: UInt64
  ) throws -> Double {
    var laboratory = Laboratory(wanted, seed: seed)
    let sender = laboratory.transmitter(snr: 20)
    let other = laboratory.transmitter(snr: 20 - ratio, channel: interferer)
    var count = 0
    for round in 0..<Self.frames {
      let start = Instant.ms(1_000 + Int64(round) * 10_000)
      count += try laboratory.run([(sender, 20, start), (other, 255, start - .milliseconds(9))])
        .count
    }
    return Double(count) / Double(Self.frames)
  }

  @Test func `other spreading factors disturb as measured, 50 percent within a decibel`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var measured: [[Int]: [(x: Double, y: Double)]] = [:]
    for row in try MeasuredTable("per_curves_intersf").rows {
      let pair = [try row.whole("wanted_sf"), try row.whole("interferer_sf")]
      let share = try row.number("frames_ok") / row.number("frames")
      measured[pair, default: []].append((try row.number("sir_db"), share))
    }
    #expect(measured.count == 6)
    var worst = 0.0
    for (pair, points) in measured {
      let (wanted, interferer) = (try channel(pair[0]), try channel(pair[1]))
      let simulated = try stride(from: -19.0, through: -7, by: 0.5).map { ratio in
        (
          x: ratio,
          y: try share(
            wanted: wanted, interferer: interferer, ratio: ratio, seed: seed)
        )
      }
      let expected = try #require(crossing(of: 0.5, in: points))
      let found = try #require(crossing(of: 0.5, in: simulated))
      worst = max(worst, abs(found - expected))
      #expect(abs(found - expected) <= 1, "seed \(seed), SF\(pair): \(expected), \(found)")
    }
    report("inter-SF: worst deviation \(worst) dB in \(measured.count) pairs")
  }

  @Test func `a channel beside disturbs by the part that overlaps, one apart not at all`() throws {
    let wanted = try channel(9)
    let shares = try [0, 62_500, 112_500, 125_000].map { offset in
      try share(
        wanted: wanted, interferer: channel(7, hertz: 868_100_000 + offset), ratio: -18.5,
        seed: 3)
    }
    #expect(shares[0] < 0.05)
    #expect(shares[1] > shares[0] && shares[1] < 0.95, "\(shares)")
    #expect(shares[2] > 0.99)
    #expect(shares[3] > 0.99)
  }
}
