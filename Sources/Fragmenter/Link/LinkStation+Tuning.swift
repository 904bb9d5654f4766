// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension LinkStation {
  /// Tunes the radio; nothing is known of the air there.
  mutating func tune(to tuning: Tuning, at now: Instant, step: inout LinkStep) {
    self.tuning = tuning
    let channel =
      switch tuning {
      case .meeting(let place): parameters.channel(of: place)
      case .calling(let channel): channel
      case .burst(let window): window.channel
      }
    // A burst may be where both meet anyway: the place changes though the channel does not.
    let place: MeetingPlace? = if case .meeting(let place) = tuning { place } else { nil }
    for index in links.indices { links[index].metAt = place }
    guard channel != tunedChannel else { return }
    if let former = tunedChannel, parameters.band(of: former) != parameters.band(of: channel) {
      gate.leave(former, at: now, step: &step)
    }
    tunedChannel = channel
    parameters.tuned = channel.modulation
    for index in links.indices {
      links[index].parameters.tuned = channel.modulation
      links[index].detours.tuned = parameters.extraIndex(of: channel)
    }
    exchange?.holdsAir = false
    medium.retuned(until: now + parameters.retuneTime)
    step.actions.append(.tune(channel))
  }

  // MARK: - Bursts

  /// Goes with a peer to the channel that both agreed on.
  mutating func enterWindow(
    _ role: BurstWindow.Role, with index: Int, _ channel: RadioChannel, until: Instant,
    frames: Int = 0, at now: Instant, step: inout LinkStep
  ) {
    var window = BurstWindow(
      link: index, role: role, channel: channel, until: until, framesLeft: frames, patience: now)
    tune(to: .burst(window), at: now, step: &step)
    window.patience = now + parameters.windowPatience(channel.modulation, frames: frames)
    tuning = .burst(window)
  }

  /// A frame of a peer came: if it is the one we are away with, it is there, and stays to the end
  /// of the window however many of its frames are lost.
  mutating func extendWindow(link index: Int) {
    guard case .burst(var window) = tuning, window.link == index else { return }
    window.patience = window.until
    tuning = .burst(window)
  }

  /// A request was answered, which ends the burst for both: its sender goes where they meet with
  /// the next announcement, and finds the other there.
  mutating func endWindow(link index: Int, at now: Instant, step: inout LinkStep) {
    guard case .burst(let window) = tuning, window.link == index else { return }
    links[index].margin = nil
    tune(to: .meeting(listeningPlace(at: now)), at: now, step: &step)
    medium.cameBack(window.role, at: now, parameters: parameters)
  }

  /// A request of ours was not answered away from home; after some the peer is looked for there.
  mutating func missInWindow(link index: Int, at now: Instant, step: inout LinkStep) {
    guard case .burst(var window) = tuning, window.link == index else { return }
    if window.missedRequests == 0 { window.silentSince = links[index].requestedAt }
    window.missedRequests += 1
    tuning = .burst(window)
    guard window.missedRequests >= Limits.windowRequests else { return }
    links[index].rate?.burstUnanswered(
      requests: window.missedRequests, at: window.channel.modulation.spreadingFactor,
      since: window.silentSince, now: now)
    leaveWindow(at: now, step: &step)
  }

  /// Goes back when the time is over, or the other side fell silent.
  mutating func leaveWindowWhenOver(at now: Instant, step: inout LinkStep) {
    guard case .burst(let window) = tuning, windowEnd(window) <= now else { return }
    leaveWindow(at: now, step: &step)
  }

  /// Gives the burst up, and the exchange it was part of.
  mutating func leaveWindow(at now: Instant, step: inout LinkStep) {
    guard case .burst(let window) = tuning else { return }
    if exchange?.flow.link == window.link { exchange = nil }
    if window.role == .caller {
      links[window.link].detours.silent = parameters.extraIndex(of: window.channel)
    }
    endWindow(link: window.link, at: now, step: &step)
  }

  /// When this side leaves at the latest.
  func windowEnd(_ window: BurstWindow) -> Instant {
    window.role == .called ? min(window.patience, window.until) : window.until
  }

  /// Whether the next frame of a flow, and the answer it may ask for, end before the window does.
  func fit(of flow: Flow, in window: BurstWindow, at now: Instant) -> WindowFit {
    let answer = parameters.answerTime(bytes: ControlFrame.encodedBytes)
    guard isOpen(window.channel, for: flow, at: now) else { return .none }
    switch links[flow.link].intent(in: flow.messageClass, at: now) {
    case .burst, .message:
      let frame = parameters.timeOnAir(bytes: parameters.longestFrameBytes) + parameters.frameGap
      guard now + frame + answer <= window.until else { return .none }
      let isLast = now + frame * 2 + parameters.turnaround + answer > window.until
      return isLast || window.framesLeft <= 1 ? .last : .more
    case .initiation, nil: return .none
    case .request, .confirmation, .echo: return now + answer * 2 <= window.until ? .more : .none
    }
  }

  /// How many frames a window still has room for.
  enum WindowFit: Sendable {
    case none
    /// One, which must ask for an answer.
    case last
    case more
  }

  // MARK: - Listening

  /// Where the station listens when it has nothing to say.
  func listeningPlace(at now: Instant) -> MeetingPlace {
    guard parameters.rate != nil else { return .home }
    return schedule(at: now).place(at: now)
  }

  /// When the station next changes where it listens; nil when it stays.
  func nextListeningChange(at now: Instant) -> Instant? {
    guard parameters.rate != nil, case .meeting = tuning else { return nil }
    var changes = links.map { $0.listening.nextChange(after: now) }
    changes.append(schedule(at: now).nextChange(after: now))
    if let end = conversationEnd(at: now), end > now { changes.append(end) }
    return changes.compactMap(\.self).min()
  }

  private func schedule(at now: Instant) -> ListeningSchedule {
    let atRescue = links.count { $0.isMetAtRescue(at: now) }
    if atRescue == links.count { return atRescue > 0 ? .rescue : .home }
    if links.allSatisfy(\.wasNeverMet) { return .search }
    let isTalking = conversationEnd(at: now).map { now < $0 } ?? false
    if atRescue > 0 { return isTalking ? .visits : .both }
    let isQuiet = links.contains {
      $0.wasNeverMet || now - ($0.lastHeard?.at ?? startedAt ?? now) >= Limits.idleBeforeVisits
    }
    guard isQuiet else { return .home }
    return isTalking ? .rareVisits : .visits
  }

  /// Until when a peer that is met at home, and was heard lately, is taken to be talked with.
  ///
  /// Whoever waits for an answer here must not find nobody because of a third.
  private func conversationEnd(at now: Instant) -> Instant? {
    let heard = links.filter { !$0.isMetAtRescue(at: now) }.compactMap(\.lastHeard?.at)
    return heard.max().map { $0 + Limits.conversationPause }
  }

  /// When links or the schedule of listening move by themselves.
  var rateDeadlines: [Instant] {
    var deadlines = links.compactMap(\.nextMove)
    if let change = nextListeningChange(at: pumpedAt) { deadlines.append(change) }
    return deadlines
  }

  /// Tunes to where the station listens, when nothing else is to be done.
  mutating func listen(at now: Instant, step: inout LinkStep) {
    guard parameters.rate != nil, exchange == nil else { return }
    if case .burst = tuning { return }
    let wanted = listeningPlace(at: now)
    if tuning != .meeting(wanted) { tune(to: .meeting(wanted), at: now, step: &step) }
  }
}

extension Link {
  /// Whether there was no session with the peer yet, in no life of this gateway.
  var wasNeverMet: Bool { lastHeard == nil && sessions.isEmpty && handshake.marks.peer == 0 }

  /// Whether the peer is to be met at the rescue place: as one who has something for it, or waits
  /// for more from it.
  func isMetAtRescue(at now: Instant) -> Bool {
    guard let rate else { return false }
    let hasOutgoing = !queue.isEmpty || sessions.contains { !$0.outgoing.isEmpty }
    if hasOutgoing, rate.meetingPlace == .rescue { return true }
    let isWaiting = sessions.contains { !$0.incoming.isEmpty }
    return listening.place(at: now, isWaiting: isWaiting, parameters: rate.parameters) == .rescue
  }

  /// When the meeting place moves by itself; nil when nothing waits for it.
  var nextMove: Instant? {
    guard let rate, !queue.isEmpty || sessions.contains(where: { !$0.outgoing.isEmpty }) else {
      return nil
    }
    return rate.nextMove
  }

  /// Lets the time pass for the choice of the rate; a moved meeting place is tried at once.
  mutating func advanceRate(to now: Instant) {
    guard let rate else { return }
    let before = rate.meetingPlace
    self.rate?.advance(to: now)
    guard self.rate?.meetingPlace != before else { return }
    announcement.clear()
    handshake.callElsewhere()
    for index in sessions.indices {
      for number in sessions[index].outgoing.keys {
        sessions[index].outgoing[number]?.askElsewhere()
      }
    }
  }
}
