// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension RateControl {
  /// How many coded symbols more than are left an announced burst is best made longer by.
  ///
  /// A symbol more pays when the chance that just one would be missing, times what another burst
  /// costs, is above the chance that it is not needed. A missing one that does not complete the
  /// message is not lost: it would have to be sent anyway.
  func margin(of plan: BurstPlan, now: Instant) -> Int {
    var current = belief
    current.advance(to: now)
    let frame = parameters.timeOnAir(bytes: parameters.frameBytes, at: plan.spreadingFactor)
    let request = parameters.requestTime(at: plan.spreadingFactor)
    let announcement = parameters.announcementTime(at: listeningFactor).inSeconds
    let round = announcement / max(chanceOfAnnouncement(current), 0.05) + request.inSeconds
    var burst = ExpectedBurst(
      frames: plan.frames,
      survivals: current.survivals { decibels in
        FrameSurvival.long.probability(at: plan.spreadingFactor, decibels: decibels)
      })
    var margin = 0
    while margin < Self.mostMargin, burst.chanceToComplete * round / frame.inSeconds > burst.whole {
      burst.add()
      margin += 1
    }
    return margin
  }

  private static let mostMargin = 96
}

/// A burst of which so many frames are needed, over all that is believed of their survival.
private struct ExpectedBurst {
  private let needed: Int
  private var frames: Int
  private var cases: [Case]

  private struct Case {
    var weight: Double
    var survival: Double
    /// The chance that one frame too few arrives, and that enough do.
    var lacksOne: Double
    var whole: Double
  }

  init(frames: Int, survivals: [(weight: Double, survival: Double)]) {
    needed = frames
    self.frames = frames
    cases = survivals.map { weight, survival in
      let allButOne = survival.power(frames - 1)
      return Case(
        weight: weight, survival: survival,
        lacksOne: Double(frames) * allButOne * (1 - survival), whole: allButOne * survival)
    }
  }

  /// The chance that enough frames arrive.
  var whole: Double { cases.reduce(0) { $0 + $1.weight * $1.whole } }

  /// The chance that one more completes the message.
  var chanceToComplete: Double {
    cases.reduce(0) { $0 + $1.weight * $1.lacksOne * $1.survival }
  }

  /// One frame more.
  mutating func add() {
    frames += 1
    let growth = Double(frames) / Double(frames - needed + 1)
    for index in cases.indices {
      let former = cases[index]
      cases[index].whole += former.lacksOne * former.survival
      cases[index].lacksOne *= growth * (1 - former.survival)
    }
  }
}
