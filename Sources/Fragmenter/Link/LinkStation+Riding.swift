// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension LinkStation {
  /// Sends a message of one frame in the place of a DONE, which it says besides; false when the
  /// answer is no DONE, or no message may go now.
  ///
  /// It is not listened for: the peer waits, as it does for a DONE. Two stations with much to say
  /// would keep the air for ever, so that the channel is left to others as after a burst.
  mutating func ride(
    in answer: Link.Answer, from index: Int, at now: Instant, step: inout LinkStep
  ) -> Bool {
    guard let done = answer.done, case .meeting = tuning,
      exchange.map({ $0.flow.link == index }) ?? true,
      // Each side counts its own half of what both send.
      rides < (medium.hasNeighbours(at: now) ? Limits.ridesInCompany : Limits.ridesAlone),
      links.allSatisfy(\.answers.isEmpty),
      let (messageClass, plan) = links[index].rider(for: done.session, at: now),
      gate.opening(for: plan.airtimeClass, on: channelNow) <= now,
      gate.admit(plan, on: channelNow, at: now, step: &step),
      let frame = links[index].takeRider(messageClass, acknowledging: done, step: &step)
    else { return false }
    let flow = Flow(link: index, messageClass: messageClass)
    if exchange?.flow != flow { exchange = Exchange(flow: flow) }
    exchange?.holdsAir = false
    exchange?.planned = nil
    exchange?.turnFrames += 1
    let airtime = parameters.timeOnAir(bytes: frame.count)
    exchange?.heldFrames += 1
    exchange?.heldAirtime += airtime
    rides += 1
    shares.charge(flow, airtime)
    experience.speaks(airtime, at: now, endsBurst: true)
    transmit(frame, from: index, step: &step)
    return true
  }
}
