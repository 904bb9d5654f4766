// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaDriver
import LoRaPHY
import Testing

struct BurstyChannelTests {
  /// Fates of a station's frames sent at a steady pace: true is lost.
  private func fates(
    _ channel: BurstyChannel, frames: Int, pause: Duration, receivers: Int = 1, seed: UInt64
  ) throws -> [[Bool]] {
    var air = SimulatedAir(model: .bursty(channel), seed: seed)
    let sender = air.join(tunedTo: .test(), at: .zero)
    let others = (0..<receivers).map { _ in air.join(tunedTo: .test(), at: .zero) }
    var fates = others.map { _ in [Bool]() }
    var now = Instant.zero
    for _ in 0..<frames {
      let end = try air.transmit(sender, frame: [1], at: now)
      let heard = air.advance(to: end).compactMap { event -> StationID? in
        guard case .received(let station, _) = event else { return nil }
        return station
      }
      for (index, other) in others.enumerated() { fates[index].append(!heard.contains(other)) }
      now = end + pause
    }
    return fates
  }

  private func share(_ fates: [Bool]) -> Double {
    Double(fates.count { $0 }) / Double(fates.count)
  }

  @Test func `as many frames are lost as meet a bad time`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    let channel = BurstyChannel(
      meanGood: .seconds(3), meanBad: .milliseconds(200), goodLoss: 0.02, badLoss: 0.9)
    let lost = share(
      try fates(channel, frames: 100_000, pause: .seconds(1), seed: seed)[0])
    let airtime = RadioChannel.test().modulation.timeOnAir(payloadBytes: 1) / .seconds(1)
    let good = 3 / 3.2 * exp(-airtime / 3)
    let expected = good * 0.02 + (1 - good) * 0.9
    #expect(abs(lost - expected) < 0.008, "seed \(seed): \(lost), \(expected)")
  }

  @Test func `losses come together, and apart for each receiver`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    let channel = BurstyChannel(meanGood: .seconds(20), meanBad: .seconds(5))
    let fates = try fates(
      channel, frames: 40_000, pause: .milliseconds(100), receivers: 2, seed: seed)
    let (first, second) = (fates[0], fates[1])
    let pairs = Array(zip(first, first.dropFirst()))
    let afterLoss = share(pairs.filter(\.0).map(\.1))
    #expect(afterLoss > 0.9, "seed \(seed): \(afterLoss)")
    let both = share(zip(first, second).map { $0 && $1 })
    #expect(abs(both - share(first) * share(second)) < 0.03, "seed \(seed): \(both)")
  }

  @Test func `times without end or length do no harm`() throws {
    let year = Duration.seconds(365 * 86_400)
    for (good, bad, lost) in [
      (Duration.seconds(1), Duration.zero, 0), (.zero, .seconds(1), 1_000),
      (.seconds(Int64.max), .milliseconds(1), 0), (.zero, .zero, 0),
    ] {
      let channel = BurstyChannel(meanGood: good, meanBad: bad)
      let fates = try fates(channel, frames: 1_000, pause: year, seed: 4)[0]
      #expect(fates.count { $0 } == lost, "\(good) \(bad)")
    }
    let flicker = BurstyChannel(meanGood: .microseconds(1), meanBad: .microseconds(1))
    #expect(share(try fates(flicker, frames: 100, pause: year, seed: 4)[0]) == 1)
  }
}
