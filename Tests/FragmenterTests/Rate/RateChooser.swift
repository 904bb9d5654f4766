// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

/// What decides how a peer is reached; the world tells it what it sees of the exchange.
protocol RateChooser {
  var meetingPlace: MeetingPlace { get }
  var nextMove: Instant? { get }

  func plan(remaining: Int, now: Instant) -> BurstPlan
  mutating func advance(to now: Instant)
  mutating func heard(_ snr: SNR, at now: Instant)
  mutating func reported(_ snr: SNR, at now: Instant)
  mutating func burstEnded(sent: Int, arrived: Int, at factor: SpreadingFactor, now: Instant)
  mutating func burstUnanswered(
    requests: Int, at factor: SpreadingFactor, since start: Instant, now: Instant)
  mutating func answered(now: Instant)
  mutating func unanswered(since start: Instant, now: Instant)
}

extension RateControl: RateChooser {}
