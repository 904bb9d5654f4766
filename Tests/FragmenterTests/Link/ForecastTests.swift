// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Forecasts beside what the same machines then do.
@Suite struct ForecastTests {
  /// Sends loads one after the other; the forecast made at the start and the truth, in seconds.
  private func forecasts(
    loss: Double, dutySeconds: Int, seed: UInt64
  ) throws -> [(median: Double, ninetieth: Double, actual: Double)] {
    var random = SplitMix64(seed: seed)
    var pair = try LinkPair(
      loss: loss, seed: seed, rule: AirtimeRule(limit: .seconds(dutySeconds)))
    try pair.establish(thenLoss: loss)
    // A first one teaches the link its loss.
    try pair.submit(noise(6_000, seed: seed), handle: 0, as: .bulk)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(40_000)))
    let sizes = (0..<10).map { _ in Int.random(in: 1_000...16_000, using: &random) }
    let peer = pair.keys[1]
    let start = pair.network.now
    let estimates = pair.network.users[0].station.forecast(
      [
        (
          peer: peer,
          loads: sizes.map { WaitingLoad(payloadBytes: $0, progress: 0, messageClass: .bulk) }
        )
      ], at: start)
    var results: [(median: Double, ninetieth: Double, actual: Double)] = []
    for (index, size) in sizes.enumerated() {
      try pair.submit(noise(size, seed: seed + UInt64(index)), handle: Int64(10 + index), as: .bulk)
      let isThere = try pair.run(untilDelivered: 3 + index, within: .seconds(400_000))
      #expect(isThere, "seed \(seed)")
      let estimate = estimates[0][index]
      results.append(
        (
          seconds(try #require(estimate.median)), seconds(try #require(estimate.ninetieth)),
          seconds(pair.network.now - start)
        ))
    }
    return results
  }

  private func seconds(_ duration: Duration) -> Double {
    Double(duration.wholeMicroseconds) / 1_000_000
  }

  @Test func `the median forecast of the real machines is within a fifth`() throws {
    var errors: [Double] = []
    var (early, all) = (0, 0)
    for (dutySeconds, loss) in [(36, 0.0), (36, 0.1), (36, 0.3), (360, 0.1), (360, 0.3)] {
      for seed in UInt64(1)...(Proof.isAsked ? 40 : 10) {
        for result in try forecasts(loss: loss, dutySeconds: dutySeconds, seed: seed)
        where result.actual >= 60 {
          errors.append(abs(result.median - result.actual) / result.actual)
          all += 1
          if result.actual <= result.ninetieth { early += 1 }
        }
      }
    }
    let median = errors.sorted()[errors.count / 2]
    #expect(median <= 0.2, "median error \(median) of \(errors.count)")
    let coverage = Double(early) / Double(all)
    // The ten mails of a queue are early or late together: few queues say little.
    #expect(
      coverage >= (Proof.isAsked ? 0.75 : 0.65),
      "\(coverage) of \(all) came before their ninetieth percentile")
    if Proof.isAsked {
      print("forecast: median error \(median), coverage \(coverage), \(all) mails")
    }
  }
}
