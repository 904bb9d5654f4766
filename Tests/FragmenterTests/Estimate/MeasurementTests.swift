// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

@Suite struct MeasurementTests {
  private static func after(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

  @Test(arguments: [0.0, 0.1, 0.4])
  func `the loss measured is the loss there is, within its error`(share: Double) {
    var dice = LedgerDice(seed: 11)
    var estimate = LossEstimate()
    for burst in 0..<100 {
      let lost = (0..<20).count { _ in Double(dice.roll(0...9999)) < share * 10_000 }
      estimate.burstEnded(sent: 20, arrived: 20 - lost, at: .sf7, now: Self.after(burst * 10))
    }
    let figure = estimate.figure(at: .sf7, now: Self.after(1000))
    #expect(abs(figure.probability - share) <= 3 * figure.error + 0.01, "seed 11")
    #expect(figure.error < 0.04, "seed 11")
    #expect(figure.dispersion < 2, "seed 11")
  }

  @Test func `losses that come together are known to vary more`() {
    var estimate = LossEstimate()
    for burst in 0..<100 {
      estimate.burstEnded(
        sent: 20, arrived: burst % 5 == 0 ? 0 : 20, at: .sf7, now: Self.after(burst))
    }
    #expect(estimate.figure(at: .sf7, now: Self.after(100)).dispersion > 5)
  }

  @Test func `spreading factors are measured apart, and old counts fade`() {
    var estimate = LossEstimate()
    for _ in 0..<20 { estimate.burstEnded(sent: 20, arrived: 10, at: .sf7, now: .zero) }
    let fresh = estimate.figure(at: .sf7, now: .zero)
    let old = estimate.figure(at: .sf7, now: Self.after(24 * 3600))
    let other = estimate.figure(at: .sf8, now: .zero)
    #expect(fresh.probability > 0.4)
    #expect(old.probability < fresh.probability && old.error > fresh.error)
    #expect(other.probability == 0.05)
  }

  @Test func `nonsense counts are no more than all or nothing lost`() {
    var estimate = LossEstimate()
    estimate.burstEnded(sent: -5, arrived: 3, at: .sf7, now: .zero)
    #expect(estimate == LossEstimate())
    estimate.burstEnded(sent: 5, arrived: .max, at: .sf7, now: .zero)
    estimate.burstEnded(sent: .max, arrived: .min, at: .sf7, now: .zero)
    let figure = estimate.figure(at: .sf7, now: .zero)
    #expect((0...0.98).contains(figure.probability))
  }

  @Test func `the channel share is airtime over time`() {
    var share = ChannelShare()
    #expect(share.share == 1)
    for _ in 0..<50 { share.exchanged(airtime: .seconds(3), elapsed: .seconds(4)) }
    #expect(abs(share.share - 0.75) < 0.001)
    share.exchanged(airtime: .seconds(-1), elapsed: .seconds(-5))
    #expect(share.share <= 1)
  }

  @Test func `the correction rests where nine of ten mails are in time`() {
    var dice = LedgerDice(seed: 5)
    var correction = ForecastCorrection()
    var late = 0
    for mail in 0..<2000 {
      // Mails take 100 to 200 s; the limit said is 100 s at first.
      let limit = Duration.seconds(100) * correction.factor
      let actual = Duration.milliseconds(dice.roll(100_000...200_000))
      if mail >= 500, actual > limit { late += 1 }
      correction.delivered(after: actual, ninetieth: limit)
    }
    #expect((100...200).contains(late), "seed 5")
    let before = correction
    correction.delivered(after: .seconds(50), ninetieth: .seconds(10))
    #expect(correction == before)
  }
}
