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

  /// Listens, when a DONE should have come, whether a message comes in its place; true while it
  /// does.
  ///
  /// To wait for the longest message in any case would cost that time for each answer lost.
  mutating func listenForRider(at now: Instant, step: inout LinkStep) -> Bool {
    guard listeningForRider == nil else { return true }
    guard case .meeting = tuning, !medium.isSensing,
      let index = links.indices.first(where: { links[$0].mustListen(at: now) })
    else { return false }
    medium.beginListening()
    listeningForRider = index
    step.actions.append(.sense)
    return true
  }

  /// While something is on the air the answer is waited for, as long as it may be.
  ///
  /// Else it is missed.
  mutating func heardRider(_ state: MediumState, at now: Instant) {
    medium.endListening()
    guard let index = listeningForRider else { return }
    listeningForRider = nil
    guard state == .busy else { return }
    let longest = parameters.answerTime(bytes: parameters.longestFrameBytes)
    links[index].awaitLateAnswer(at: now, until: now + longest)
  }
}

extension Link {
  /// The message whose answer is late and may be a message of the peer: one of the session in which
  /// both seal.
  private func lateAnswer(at now: Instant) -> (session: Int, number: MessageNumber)? {
    guard let index = sessions.lastIndex(where: { $0.standing == .current }) else { return nil }
    let number = sessions[index].outgoing.keys.first {
      guard let transfer = sessions[index].outgoing[$0], transfer.purpose == .delivery,
        case .awaiting(_, let deadline?) = transfer.phase
      else { return false }
      return deadline <= now
    }
    return number.map { (index, $0) }
  }

  /// Whether an answer is late for which the radio should listen: once for each request.
  mutating func mustListen(at now: Instant) -> Bool {
    guard let (session, number) = lateAnswer(at: now),
      let request = sessions[session].outgoing[number]?.openRequest, request != listenedFor
    else { return false }
    listenedFor = request
    return true
  }

  /// What is on the air now may be the answer that is late.
  mutating func awaitLateAnswer(at now: Instant, until deadline: Instant) {
    guard let (session, number) = lateAnswer(at: now) else { return }
    sessions[session].outgoing[number]?.awaitAnswer(until: deadline)
  }
}
