// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

/// Pairs of frames of one spreading factor at one receiver.
struct CollisionTests {
  private static let pairs = 6_000

  private func channel(_ factor: SpreadingFactor) -> RadioChannel {
    RadioChannel(
      frequency: Frequency(hertz: 868_100_000),
      modulation: Modulation(
        spreadingFactor: factor, bandwidth: .kHz125, codingRate: .fourFifths,
        payloadCRC: .present))
  }

  /// The share of A's and of B's frames received when B starts so many symbols and a part later.
  private func shares(
    lead: Int, margin: Double, factor: SpreadingFactor = .sf7, seed: UInt64
  ) throws -> (a: Double, b: Double) {
    var dice = SplitMix64(seed: seed)
    let channel = channel(factor)
    var laboratory = Laboratory(channel, seed: dice.next())
    let a = laboratory.transmitter(snr: 10, crystalPPM: .random(in: -9...9, using: &dice))
    let b = laboratory.transmitter(snr: 10 - margin, crystalPPM: .random(in: -9...9, using: &dice))
    let symbol = channel.modulation.symbolDuration
    var counts = [0, 0]
    for pair in 0..<Self.pairs {
      let start = Instant.ms(1_000 + Int64(pair) * 10_000)
      let offset = symbol * (Double(lead) + .random(in: 0..<1, using: &dice))
      for frame in try laboratory.run([(a, 20, start), (b, 20, start + offset)]) {
        counts[Int(frame.bytes[0])] += 1
      }
    }
    return (Double(counts[0]) / Double(Self.pairs), Double(counts[1]) / Double(Self.pairs))
  }

  @Test func `who survives is as measured, each cell within ten points`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var worst = 0.0
    let rows = try MeasuredTable("per_curves_collision").rows
    #expect(rows.count == 35)
    for (index, row) in rows.enumerated() {
      let pairs = try row.number("pairs")
      let measured = (a: try row.number("a_ok") / pairs, b: try row.number("b_ok") / pairs)
      let lead = try row.whole("b_start_minus_a_start_symbols_floor")
      let margin = try row.number("pa_minus_pb_db")
      let shares = try shares(lead: lead, margin: margin, seed: seed &+ UInt64(index))
      worst = max(worst, abs(shares.a - measured.a), abs(shares.b - measured.b))
      let cell = "seed \(seed), lead \(lead), margin \(margin): \(shares), measured \(measured)"
      #expect(abs(shares.a - measured.a) <= 0.1, Comment(rawValue: cell))
      #expect(abs(shares.b - measured.b) <= 0.1, Comment(rawValue: cell))
    }
    report("collisions: worst deviation \(worst) in \(2 * rows.count) cells")
  }

  @Test func `another spreading factor has the same table`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    for (lead, margin, expected) in [(10, 0.0, 0.7), (10, 1, 0.98), (0, 3, 0.92), (20, -3, 0.1)] {
      let share = try shares(lead: lead, margin: margin, factor: .sf9, seed: seed).a
      #expect(abs(share - expected) <= 0.1, "seed \(seed), \(lead) \(margin): \(share)")
    }
  }

  @Test func `a late stronger frame takes over the preamble but not the frame`() throws {
    for (symbols, received) in [(7, [1]), (8, [1]), (10, []), (30, [])] as [(Int, [UInt8])] {
      let channel = channel(.sf7)
      var laboratory = Laboratory(channel, seed: 5)
      let weak = laboratory.transmitter(snr: 10)
      let strong = laboratory.transmitter(snr: 30)
      let late = Instant.ms(1_000) + channel.modulation.symbolDuration * symbols
      let frames = try laboratory.run([(weak, 20, .ms(1_000)), (strong, 20, late)])
      #expect(frames.map { $0.bytes[0] } == received, "\(symbols)")
      #expect(laboratory.air.counters(of: laboratory.receiver)?.collided == 2 - received.count)
    }
  }

  @Test func `a frame is received when the other one ends early in its preamble`() throws {
    for (symbols, both) in [(2.5, true), (3.5, false)] {
      let channel = channel(.sf7)
      var laboratory = Laboratory(channel, seed: 5)
      let first = laboratory.transmitter(snr: 10)
      let second = laboratory.transmitter(snr: 8)
      let end = Instant.ms(1_000) + channel.modulation.timeOnAir(payloadBytes: 20)
      let start = end - channel.modulation.symbolDuration * symbols
      let frames = try laboratory.run([(first, 20, .ms(1_000)), (second, 20, start)])
      #expect(frames.map { $0.bytes[0] }.contains(1) == both, "\(symbols)")
    }
  }

  @Test func `the powers of several interferers add`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    func survived(interferers: Int, margin: Double) throws -> Double {
      var laboratory = Laboratory(channel(.sf7), seed: seed)
      let wanted = laboratory.transmitter(snr: 20)
      let others = (0..<interferers).map { _ in laboratory.transmitter(snr: 20 - margin) }
      var count = 0
      for round in 0..<1_000 {
        let start = Instant.ms(1_000 + Int64(round) * 10_000)
        let frames = try laboratory.run(
          [(wanted, 20, start)] + others.map { ($0, 20, start + .milliseconds(20)) })
        count += frames.count { $0.bytes[0] == 0 }
      }
      return Double(count) / 1_000
    }
    // Four at 6 dB below are one at 0 dB.
    let single = try survived(interferers: 1, margin: 0)
    let four = try survived(interferers: 4, margin: 6.02)
    #expect(abs(single - four) < 0.1, "seed \(seed): \(single), \(four)")
    #expect(try survived(interferers: 1, margin: 6.02) > 0.99, "seed \(seed)")
  }
}
