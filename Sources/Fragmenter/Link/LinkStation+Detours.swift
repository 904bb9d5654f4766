// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension LinkStation {
  /// Where the radio is.
  var channelNow: RadioChannel { tunedChannel ?? parameters.homeChannel }

  // MARK: - When

  /// From when on the law lets a wish of a link be fulfilled, wherever that may be.
  func opening(for wish: Link.Wish, of index: Int) -> Instant {
    let home = gate.opening(for: wish.airtimeClass, on: parameters.homeChannel)
    var openings = [home]
    if case .burst(let window) = tuning, window.link == index {
      openings.append(gate.opening(for: wish.airtimeClass, on: window.channel))
    }
    // Requests and handshakes stay where both meet.
    guard wish.airtimeClass == wish.messageClass.airtimeClass else { return openings.min() ?? home }
    let control = gate.opening(for: .control, on: parameters.homeChannel)
    openings += links[index].detours(for: wish.messageClass).map { extra in
      let band = gate.opening(
        for: wish.airtimeClass, on: parameters.extraChannels[extra].channel)
      let link = links[index]
      return max(band, control, link.detours.opening(extra), link.announcement.blockedUntil)
    }
    return openings.min() ?? home
  }

  /// Tells the links of which classes the law lets no data go now, here or elsewhere.
  ///
  /// Home is among the ways of every wish: while it is open to all, nothing need be asked.
  mutating func holdData(at now: Instant) {
    guard gate.isHomeClosed(at: now) else {
      for index in links.indices where !links[index].held.isEmpty { links[index].held = [] }
      return
    }
    for index in links.indices {
      let held = links[index].wishes(at: now).filter {
        $0.airtimeClass == $0.messageClass.airtimeClass && opening(for: $0, of: index) > now
      }
      links[index].held = Set(held.map(\.messageClass))
    }
  }

  /// Whether a flow's next frame is not known to be refused on a channel.
  func isOpen(_ channel: RadioChannel, for flow: Flow, at now: Instant) -> Bool {
    guard let plan = links[flow.link].plan(flow.messageClass, at: now) else { return true }
    return gate.opening(for: plan.airtimeClass, on: channel) <= now
  }

  // MARK: - Where

  /// How the next burst of a flow is sent, and where: nil when it is no burst.
  ///
  /// Home serves chat unless it has no room or an extra channel is clearly faster; everything else
  /// goes to an extra channel for it that has room now, else home.
  mutating func choosePlan(for flow: Flow, at now: Instant) -> BurstPlan? {
    let home = links[flow.link].planBurst(of: flow.messageClass, at: now)
    guard let home, let planned = links[flow.link].planned,
      let frame = links[flow.link].plan(flow.messageClass, at: now)
    else { return home }
    let routes = links[flow.link].routes(
      for: flow.messageClass, remaining: planned.remaining, besides: home, at: now)
    guard let atHome = routes.first, routes.count > 1 else { return home }
    let hasRoom = room(for: atHome, flow, frame, at: now) > 0
    let most = atHome.seconds * (flow.messageClass == .chat ? 0.8 : 1.25)
    let isShort = planned.remaining < Limits.leastDetourFrames
    let better = routes.dropFirst().filter { !hasRoom || $0.seconds < most && !isShort }
    for route in better.sorted(by: { $0.seconds < $1.seconds }) {
      let room = room(for: route, flow, frame, at: now)
      guard room > 0 else { continue }
      return route.plan.shortened(to: room, frame: route.frame)
    }
    return home
  }

  /// An announced burst as long as home's band lets it be now; nil when that is not worth an RTS.
  ///
  /// Of a burst elsewhere that was asked before it was chosen.
  mutating func fitted(_ plan: BurstPlan, for flow: Flow, at now: Instant) -> BurstPlan? {
    guard plan.channel == nil, let next = links[flow.link].plan(flow.messageClass, at: now) else {
      return plan
    }
    let channel = parameters.channel(of: plan)
    let room = gate.room(
      forFramesOf: next.frameBytes.max() ?? parameters.longestFrameBytes, on: channel,
      least: Limits.leastAnnouncedFrames, most: plan.frames, of: next.airtimeClass, at: now)
    guard room > 0 else { return nil }
    let frame = channel.modulation.timeOnAir(payloadBytes: parameters.longestFrameBytes)
    return plan.shortened(to: room, frame: frame)
  }

  /// How many frames of a flow the band of a route lets go now.
  private mutating func room(
    for route: Detours.Route, _ flow: Flow, _ next: AirtimeGate.Plan, at now: Instant
  ) -> Int {
    gate.room(
      forFramesOf: next.frameBytes.max() ?? parameters.longestFrameBytes,
      on: parameters.channel(of: route.plan), least: route.extra == nil ? 1 : Limits.detourFrames,
      most: route.plan.frames, of: next.airtimeClass, at: now)
  }
}

extension Link {
  /// The extra channels that bursts of a class may be announced on.
  func detours(for messageClass: MessageClass) -> [Int] {
    guard !parameters.extraChannels.isEmpty, announcingSession != nil else { return [] }
    return parameters.extraChannels.indices.filter {
      parameters.extraChannels[$0].use.serves(messageClass)
    }
  }

  /// The ways for the next burst of a class, home's first, with what each would cost.
  mutating func routes(
    for messageClass: MessageClass, remaining: Int, besides home: BurstPlan, at now: Instant
  ) -> [Detours.Route] {
    guard let rate, announcement.blockedUntil <= now else { return [] }
    let open = detours(for: messageClass).filter { detours.opening($0) <= now }
    guard !open.isEmpty else { return [] }
    if let choice = detours.choice, choice.remaining == remaining,
      now - choice.at < Limits.planValidity, choice.routes.first?.plan == home,
      open.allSatisfy({ extra in choice.routes.contains { $0.extra == extra } })
    {
      return choice.routes.filter { route in route.extra.map(open.contains) ?? true }
    }
    var routes = [
      Detours.Route(
        extra: nil, plan: home, seconds: rate.seconds(remaining: remaining, as: home, now: now),
        frame: .zero)
    ]
    routes += open.map { extra in
      let place = parameters.extraChannels[extra]
      let there = parameters.rate(of: place)
      let detour = rate.detour(
        remaining: remaining, to: there,
        loss: parameters.modulation.bandwidth.loss(at: place.channel.modulation.bandwidth), now: now
      )
      let frame = there.timeOnAir(
        bytes: parameters.longestFrameBytes, at: detour.plan.spreadingFactor)
      var plan = detour.plan
      plan.channel = place.channel
      if !detours.isProven(extra) {
        plan = plan.shortened(to: Limits.triedDetourFrames, frame: frame)
      }
      return Detours.Route(extra: extra, plan: plan, seconds: detour.seconds, frame: frame)
    }
    detours.choice = (now, remaining, routes)
    return routes
  }
}

extension BurstPlan {
  /// The same burst with no more than so many frames.
  fileprivate func shortened(to most: Int, frame: Duration) -> BurstPlan {
    guard most < frames else { return self }
    var plan = self
    plan.margin = max(margin - (frames - max(most, 1)), 0)
    plan.duration -= frame * (frames - max(most, 1))
    plan.frames = max(most, 1)
    return plan
  }
}
