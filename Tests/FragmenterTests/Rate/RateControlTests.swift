// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

@Suite struct RateControlTests {
  private static let parameters = RateGoalTests.parameters(home: .sf10, rescue: .sf12)
  private var control = RateControl(parameters)
  private var now = Instant.zero

  private mutating func pass(_ duration: Duration) {
    now = now + duration
    control.advance(to: now)
  }

  private mutating func report(_ decibels: Double) {
    for _ in 0..<3 { control.reported(SNR(decibels: decibels), at: now) }
  }

  @Test(arguments: [
    (snr: 0.0, factor: SpreadingFactor.sf7), (-9.3, .sf8), (-14.5, .sf10), (-20.0, .sf12),
  ])
  mutating func `the signal reported gives the first guess`(
    example: (snr: Double, factor: SpreadingFactor)
  ) {
    report(example.snr)
    #expect(control.spreadingFactor(now: now) == example.factor)
  }

  @Test mutating func `a burst of which nothing arrives leads to a slower one`() {
    report(-7)
    #expect(control.spreadingFactor(now: now) == .sf7)
    control.burstEnded(sent: 8, arrived: 0, at: .sf7, now: now)
    #expect(control.spreadingFactor(now: now) > .sf7)
  }

  @Test mutating func `announced bursts without answer lead to slower ones`() {
    report(0)
    for _ in 0..<12 where control.spreadingFactor(now: now) < .sf9 {
      control.answered(now: now)
      let factor = control.spreadingFactor(now: now)
      control.burstUnanswered(requests: 3, at: factor, since: now, now: now)
      pass(.seconds(5))
    }
    #expect(control.spreadingFactor(now: now) >= .sf9)
  }

  @Test mutating func `loss that slower frames would share does not lead to them`() {
    report(0)
    for _ in 0..<20 {
      pass(.seconds(30))
      control.burstEnded(sent: 70, arrived: 49, at: .sf7, now: now)
      report(0)
    }
    #expect(control.spreadingFactor(now: now) == .sf7)
  }

  @Test(arguments: [(arrived: 10, margin: 0...1), (7, 5...14), (5, 15...40)])
  mutating func `an announced burst is longer than what is left by what is likely to be lost`(
    example: (arrived: Int, margin: ClosedRange<Int>)
  ) {
    report(2)
    for _ in 0..<20 {
      pass(.seconds(30))
      control.burstEnded(sent: 10, arrived: example.arrived, at: .sf7, now: now)
      report(2)
    }
    let plan = control.plan(remaining: 20, now: now)
    #expect(plan.isAnnounced && plan.frames == 20 + plan.margin)
    #expect(example.margin.contains(plan.margin), "\(plan.margin)")
    // Where another burst follows anyway there is none.
    #expect(control.plan(remaining: 700, now: now).margin == 0)
  }

  @Test mutating func `a burst that is not announced is never longer than what is left`() {
    for _ in 0..<20 {
      report(-15.5)
      control.burstEnded(sent: 10, arrived: 7, at: .sf10, now: now)
      pass(.seconds(30))
    }
    let plan = control.plan(remaining: 5, now: now)
    #expect(!plan.isAnnounced && plan.frames <= 5 && plan.margin == 0)
  }

  @Test mutating func `of a message that is whole more may have arrived than it took`() {
    report(2)
    var strict = control
    for _ in 0..<5 {
      pass(.seconds(30))
      control.burstEnded(
        sent: 10, arrived: 6, orMore: true, at: .sf7, answeredAt: .sf7, now: now)
      strict.burstEnded(sent: 10, arrived: 6, at: .sf7, now: now)
    }
    #expect(
      control.plan(remaining: 20, now: now).margin < strict.plan(remaining: 20, now: now).margin)
  }

  @Test mutating func `bursts without loss lead back to faster ones`() {
    report(-16)
    #expect(control.spreadingFactor(now: now) >= .sf10)
    for _ in 0..<60 where control.spreadingFactor(now: now) > .sf7 {
      let plan = control.plan(remaining: 200, now: now)
      pass(plan.duration)
      control.burstEnded(
        sent: plan.frames, arrived: plan.frames, at: plan.spreadingFactor, now: now)
    }
    #expect(control.spreadingFactor(now: now) == .sf7)
  }

  @Test mutating func `a burst is announced only where that saves airtime`() {
    // Between neighbours an announcement costs more than one frame gains.
    let parameters = RateParameters(
      home: Self.parameters.home, rescue: .sf12, allowed: [.sf9, .sf10])
    control = RateControl(parameters)
    control.burstEnded(sent: 20, arrived: 20, at: .sf9, now: now)
    report(0)
    let gain =
      parameters.timeOnAir(bytes: 252, at: .sf10) - parameters.timeOnAir(bytes: 252, at: .sf9)
    #expect(gain > parameters.announcementTime(at: .sf10))
    #expect(control.plan(remaining: 100, now: now).isAnnounced)
    var short = parameters
    short.frameBytes = 60
    control = RateControl(short)
    control.burstEnded(sent: 20, arrived: 20, at: .sf9, now: now)
    report(0)
    #expect(!control.plan(remaining: 1, now: now).isAnnounced)
    #expect(control.plan(remaining: 20, now: now).isAnnounced)
  }

  @Test mutating func `a burst lasts no longer than allowed and a try is shorter`() {
    report(5)
    let sure = control.plan(remaining: 500, now: now)
    #expect(sure.duration <= Self.parameters.longestBurst)
    #expect(sure.frames > 20)
    control = RateControl(Self.parameters)
    report(-10.9)
    let attempt = control.plan(remaining: 500, now: now)
    #expect(attempt.duration < Self.parameters.longestBurst / 2)
    #expect(control.plan(remaining: 2, now: now).frames == 2)
  }

  @Test mutating func `silence of thirty seconds moves the meeting place`() {
    control.unanswered(since: now, now: now + .seconds(1))
    pass(.seconds(29))
    #expect(control.meetingPlace == .home)
    #expect(control.nextMove == Instant.zero + .seconds(30))
    pass(.seconds(1))
    #expect(control.meetingPlace == .rescue)
    #expect(control.listeningFactor == .sf12)
  }

  @Test mutating func `an answer ends the silence`() {
    control.unanswered(since: now, now: now + .seconds(1))
    pass(.seconds(20))
    control.answered(now: now)
    pass(.seconds(20))
    #expect(control.meetingPlace == .home)
    #expect(control.nextMove == nil)
  }

  @Test mutating func `silence at the rescue place leads home again`() {
    control.unanswered(since: now, now: now)
    pass(.seconds(30))
    pass(.seconds(59))
    #expect(control.meetingPlace == .rescue)
    pass(.seconds(1))
    #expect(control.meetingPlace == .home)
  }

  @Test mutating func `from the rescue place a burst no slower than home leads home`() {
    control.unanswered(since: now, now: now)
    pass(.seconds(30))
    control.burstEnded(sent: 5, arrived: 5, at: .sf11, now: now)
    #expect(control.meetingPlace == .rescue)
    control.burstEnded(sent: 5, arrived: 5, at: .sf10, now: now)
    #expect(control.meetingPlace == .home)
  }

  @Test mutating func `only what is allowed is chosen`() {
    let parameters = RateParameters(home: Self.parameters.home, rescue: .sf10, allowed: [])
    control = RateControl(parameters)
    report(5)
    #expect(control.plan(remaining: 9, now: now).spreadingFactor == .sf10)
    #expect(!control.plan(remaining: 9, now: now).isAnnounced)
  }

  @Test mutating func `no number traps`() {
    let ends = [Int.min, -1, 0, 1, Int.max]
    let instants = [Instant(microseconds: .min), .zero, Instant(microseconds: .max)]
    for instant in instants + instants.reversed() {
      for sent in ends {
        for arrived in ends {
          control.burstEnded(sent: sent, arrived: arrived, at: .sf5, now: instant)
        }
        control.burstUnanswered(requests: sent, at: .sf12, since: instant, now: now)
        #expect(control.plan(remaining: sent, now: instant).frames >= 1)
      }
      for decibels in [Double.nan, .infinity, -.infinity, 1e300, -1e300] {
        control.reported(SNR(decibels: decibels), at: instant)
        control.heard(SNR(decibels: decibels), at: instant)
      }
    }
  }
}
