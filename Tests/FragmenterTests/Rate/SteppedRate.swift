// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

/// The plain rule, to compare with.
///
/// Slower by one step when a burst loses more than 43 % or is not answered, faster by one after
/// three bursts without loss. The meeting place moves as it does otherwise.
struct SteppedRate: RateChooser {
  private var places: RateControl
  private var factor: SpreadingFactor
  private var cleanBursts = 0

  init(_ parameters: RateParameters) {
    places = RateControl(parameters)
    factor = parameters.home.spreadingFactor
  }

  var meetingPlace: MeetingPlace { places.meetingPlace }
  var nextMove: Instant? { places.nextMove }

  func plan(remaining: Int, now: Instant) -> BurstPlan {
    let parameters = places.parameters
    let frame = parameters.timeOnAir(bytes: parameters.frameBytes, at: factor)
    let requests = parameters.requestTime(at: factor) * RateParameters.requestsPerBurst
    let frames = min(max(Int((parameters.longestBurst - requests) / frame), 1), remaining)
    return BurstPlan(
      spreadingFactor: factor, frames: frames, isAnnounced: factor != places.listeningFactor,
      duration: frame * frames + requests)
  }

  mutating func advance(to now: Instant) { places.advance(to: now) }
  mutating func heard(_ snr: SNR, at now: Instant) {}
  mutating func reported(_ snr: SNR, at now: Instant) {}
  mutating func answered(now: Instant) { places.answered(now: now) }

  mutating func burstEnded(sent: Int, arrived: Int, at used: SpreadingFactor, now: Instant) {
    places.burstEnded(sent: sent, arrived: arrived, at: used, now: now)
    cleanBursts = arrived == sent ? cleanBursts + 1 : 0
    if Double(sent - arrived) > 0.43 * Double(sent) { step(by: 1) }
    if cleanBursts == 3 { step(by: -1) }
  }

  mutating func burstUnanswered(
    requests: Int, at used: SpreadingFactor, since start: Instant, now: Instant
  ) {
    places.burstUnanswered(requests: requests, at: used, since: start, now: now)
    step(by: 1)
  }

  mutating func unanswered(since start: Instant, now: Instant) {
    places.unanswered(since: start, now: now)
  }

  private mutating func step(by steps: Int) {
    cleanBursts = 0
    let allowed = places.parameters.allowed
    guard let index = allowed.firstIndex(of: factor) else { return }
    factor = allowed[min(max(index + steps, 0), allowed.count - 1)]
  }
}
