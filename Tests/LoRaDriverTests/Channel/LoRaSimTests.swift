// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaDriver
import LoRaPHY
import Testing

/// The published simulator's set-up: nodes on a disk, one receiver in its middle, no answers.
struct LoRaSimTests {
  private static let channel = RadioChannel(
    frequency: Frequency(hertz: 868_000_000),
    modulation: Modulation(
      spreadingFactor: .sf12, bandwidth: .kHz125, codingRate: .fourEighths,
      payloadCRC: .present))

  /// As far as SF12 reaches with 14 dBm: 147.25 dB of loss.
  private static let radiusMetres = 359.7

  private static let framesPerNode = 25

  private static func site(_ dice: inout SplitMix64) -> StationSite {
    let radius = radiusMetres * Double.random(in: 0..<1, using: &dice).squareRoot()
    let angle = Double.random(in: 0..<(2 * .pi), using: &dice)
    return StationSite(position: Position(x: radius * cos(angle), y: radius * sin(angle)))
  }

  /// The share of one placement's frames that arrive.
  private func delivery(
    nodes: Int, rules: LoRaSimRules, seed: UInt64
  ) throws -> Double {
    var dice = SplitMix64(seed: seed)
    var air = SimulatedAir(model: .lorasim(rules), seed: dice.next())
    let sink = air.join(tunedTo: Self.channel, at: .zero)
    let away = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: Self.channel.modulation)
    let stations = (0..<nodes).map { _ in
      air.join(tunedTo: away, site: Self.site(&dice), at: .zero)
    }
    func pause() -> Duration {
      .seconds(-1_000 * log(1 - Double.random(in: 0..<1, using: &dice)))
    }
    var due = stations.map { _ in Instant.zero + pause() }
    for _ in 0..<(nodes * Self.framesPerNode) {
      guard let node = due.indices.min(by: { due[$0] < due[$1] }) else { break }
      let now = due[node]
      _ = air.advance(to: now)
      air.tune(stations[node], to: Self.channel, at: now)
      let end = try air.transmit(stations[node], frame: [UInt8](repeating: 0, count: 20), at: now)
      air.tune(stations[node], to: away, at: now)
      due[node] = end + pause()
    }
    while let end = air.nextDeadline { _ = air.advance(to: end) }
    let counters = try #require(air.counters(of: sink))
    return Double(counters.delivered) / Double(air.counters.frames)
  }

  @Test func `the delivery ratios are those of the published simulator`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var worst = 0.0
    let rows = try MeasuredTable("lorasim_der").rows
    #expect(rows.count == 6)
    for (index, row) in rows.enumerated() {
      let nodes = try row.whole("nodes")
      let rules: LoRaSimRules = row["rule"] == "aloha" ? .aloha : .capture
      let frames = isProof ? 1_000_000 : 100_000
      let rounds = max(frames / nodes / Self.framesPerNode, 1)
      let mean =
        try (0..<rounds).map { round in
          try delivery(
            nodes: nodes, rules: rules,
            seed: seed &+ UInt64(1_000 * index + round))
        }.reduce(0, +) / Double(rounds)
      let expected = try row.number("delivery_ratio")
      worst = max(worst, abs(mean - expected))
      #expect(
        abs(mean - expected) <= 0.02, "seed \(seed), \(nodes) \(rules): \(mean), \(expected)")
    }
    report("lorasim: worst deviation \(worst) in \(rows.count) rows")
  }
}
