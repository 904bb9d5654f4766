// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension Link {
  /// How a burst of a class would best be sent now; nil when it is no burst, or there is no choice.
  mutating func planBurst(of messageClass: MessageClass, at now: Instant) -> BurstPlan? {
    guard let rate, let remaining = remainingFrames(of: messageClass, at: now) else { return nil }
    if let planned, planned.remaining == remaining, now - planned.at < Limits.planValidity {
      return planned.plan
    }
    var plan = rate.plan(remaining: remaining, now: now)
    if announcement.blockedUntil > now || announcingSession == nil { plan.isAnnounced = false }
    planned = (now, remaining, plan)
    return plan
  }

  /// The data frames of a class that come next without an answer between them.
  func remainingFrames(of messageClass: MessageClass, at now: Instant) -> Int? {
    switch intent(in: messageClass, at: now) {
    case .burst(let session, let number):
      guard case .sending(let count)? = sessions[session].outgoing[number]?.phase else {
        return nil
      }
      return count
    case .message:
      guard let message = queue.first(where: { $0.messageClass == messageClass }) else {
        return nil
      }
      return parameters.planner.layout(payloadBytes: message.payload.count)?.sourceCount ?? 1
    default: return nil
    }
  }

  /// The session whose keys an RTS uses: one made in this life, so that its counter is fresh.
  var announcingSession: Int? {
    sessions.lastIndex { $0.madeAt != nil && $0.standing != .pending }
  }

  /// The RTS for a burst; nil when there is no session for it.
  mutating func announce(
    _ plan: BurstPlan, of messageClass: MessageClass, at now: Instant
  ) -> [UInt8]? {
    guard let index = announcingSession else { return nil }
    let channel = parameters.channel(of: plan)
    detours.announced = parameters.extraIndex(of: channel)
    guard let place = BurstPlace(channel, home: parameters.frequency),
      let counter = announcement.nextCounter()
    else {
      wantsHandshake = true
      announcement.declined(at: now)
      return nil
    }
    let units = (min(plan.duration, Limits.longestBurst).wholeMicroseconds + 49_999) / 50_000
    let frame = sessions[index].encode(
      ReservationFrame(
        kind: .request(counter: counter), connection: sessions[index].record.remoteConnection,
        frames: UInt8(min(plan.frames, 255)), durationUnits: UInt16(clamping: units), place: place,
        mode: parameters.mode),
      covering: [])
    announcement.sent(
      plan, of: messageClass, tag: frame.request ?? [], isCall: metAt == nil,
      patience: parameters.windowPatience(channel.modulation, frames: plan.frames))
    onAir = .announcement
    return frame.bytes
  }

  /// Takes an RTS or a CTS of a session.
  mutating func receive(
    _ frame: ReservationFrame, bytes: [UInt8], in index: Int, context: AnswerContext,
    step: inout LinkStep
  ) -> Effect {
    switch frame.kind {
    case .request(let counter):
      guard sessions[index].acceptsAnnouncement(frame, counter: counter, bytes: bytes) else {
        return .forged
      }
      if let metAt { listening.answered(at: metAt, now: context.now) }
      answers.append(answer(frame, bytes: bytes, in: index))
      // The last: it may retire sessions, and so move them.
      heard(context, in: index, step: &step)
      return .taken
    case .clear:
      let request = announcement.request
      guard sessions[index].acceptsClearance(frame, bytes: bytes, of: request) else {
        return .forged
      }
      heard(context, in: index, step: &step)
      rate?.answered(now: context.now)
      // A peer may say anything: this station goes nowhere and for no time that it must not.
      guard frame.frames > 0, let channel = frame.place.channel(from: parameters.homeChannel),
        parameters.mayListen(on: channel)
      else {
        declineAnnouncement(at: context.now)
        return .answered(.atOnce)
      }
      let frames = announcement.plan?.frames ?? 1
      margin = (announcement.messageClass, announcement.plan?.margin ?? 0)
      announcement.answered()
      detours.agreed()
      let duration = min(frame.duration, Limits.longestBurst)
      return .cleared(channel, until: context.now + duration, frames: frames)
    }
  }

  /// The CTS: yes to every place this station may use.
  private func answer(_ frame: ReservationFrame, bytes: [UInt8], in index: Int) -> Answer {
    let channel = frame.place.channel(from: parameters.homeChannel)
    let request = Array(bytes.suffix(FrameTag.shortBytes))
    let isUsable = channel.map(parameters.mayListen(on:)) ?? false
    let longest = UInt16(clamping: Limits.longestBurst.wholeMicroseconds / 50_000)
    let clearance = ReservationFrame(
      kind: .clear, connection: sessions[index].record.remoteConnection,
      frames: isUsable ? max(frame.frames, 1) : 0,
      durationUnits: min(frame.durationUnits, longest), place: frame.place,
      mode: frame.mode)
    let encoded = sessions[index].encode(clearance, covering: request)
    guard isUsable, let channel else { return Answer(bytes: encoded.bytes) }
    return Answer(
      bytes: encoded.bytes, leadsTo: (channel, clearance.duration, Int(clearance.frames)))
  }

  /// The CTS of the RTS that is out did not come.
  mutating func missClearance(at now: Instant) -> Bool {
    guard let deadline = announcement.deadline, deadline <= now else { return false }
    guard metAt != nil else {
      announcement.missedCall(at: now)
      return true
    }
    let listening = parameters.tuned.spreadingFactor
    rate?.unanswered(since: requestedAt, now: now)
    detours.missedAgreement(at: now)
    if announcement.missed(at: now, listening: listening) { wantsHandshake = true }
    return true
  }

  /// The burst that is announced where it shall be, since the peer may be there already.
  func call(of messageClass: MessageClass, at now: Instant) -> BurstPlan? {
    guard let plan = announcement.call(of: messageClass, at: now),
      remainingFrames(of: messageClass, at: now) != nil
    else { return nil }
    return plan
  }
}
