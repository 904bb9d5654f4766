// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension LinkStation {
  /// The call signs heard last, each once, the newest first.
  public var heardCallSigns: [HeardStation] { heardStations.stations }

  /// Sends the call sign if it is time; says whether the radio is busy with it.
  mutating func identify(at now: Instant, step: inout LinkStep) -> Bool {
    guard let callSign = parameters.callSign, mayIdentify else { return false }
    switch identification.need(at: now) {
    case .none: return false
    case .wanted:
      guard exchange == nil else { return false }
      let slot = parameters.backoffSlot
      switch medium.admit(.beginning, at: now, slot: slot, random: &random) {
      case .wait: return false
      case .sense:
        step.actions.append(.sense)
        return true
      case .speak: break
      }
    case .due: break
    }
    let frame = IdentificationFrame(callSign).encoded
    let plan = AirtimeGate.Plan(frameBytes: [frame.count], airtimeClass: .control)
    guard gate.admit(plan, on: channelNow, at: now, step: &step) else {
      identification.postpone(
        until: max(gate.opening(for: .control, on: channelNow), now + Identification.retryPause))
      return false
    }
    transmit(frame, from: nil, step: &step)
    return true
  }

  /// Whether nobody is away with this station or answers it.
  private var mayIdentify: Bool {
    guard case .meeting = tuning else { return false }
    return exchange.map { links[$0.flow.link].answerDeadline == nil } ?? true
  }

  /// When `identify` has something to do.
  var identificationDeadlines: [Instant] {
    guard parameters.callSign != nil, mayIdentify else { return [] }
    let wanted = exchange == nil ? identification.wanted.map { medium.earliest(for: $0) } : nil
    return [wanted, identification.due].compactMap(\.self)
  }

  /// A former process may have ended before it gave the call sign.
  mutating func noteFormerProcess(at now: Instant) {
    guard parameters.callSign != nil else { return }
    // A session without a time of its making was read from disk.
    let isFollowing = links.contains { $0.sessions.contains { $0.madeAt == nil } }
    if isFollowing { identification.mayHaveSent(at: now) }
  }

  /// How a frame that was perhaps sent counts for the call sign.
  mutating func noteIdentification(
    after frame: [UInt8], _ completion: Completion, at now: Instant
  ) {
    guard parameters.callSign != nil else { return }
    guard case .identification? = try? Frame(decoding: frame) else {
      return identification.sent(at: now)
    }
    switch completion {
    case .completed: identification.identified()
    case .failed: identification.postpone(until: now + Identification.retryPause)
    }
  }

  /// Takes the call sign of somebody near.
  mutating func receive(_ frame: IdentificationFrame, snr: SNR, at now: Instant) {
    heardStations.heard(HeardStation(callSign: frame.callSign, at: now, snr: snr))
    let isPeer = links.contains { link in
      link.sessions.contains { $0.record.callSign == frame.callSign }
    }
    if !isPeer { medium.heardNeighbour(at: now) }
  }

  /// Ends what this station must not go on with: sessions of the other mode, after a change of
  /// the configuration, and sessions in clear with peers that must not be spoken with so.
  mutating func dropForbiddenSessions(step: inout LinkStep) {
    for index in links.indices { links[index].dropForbiddenSessions(step: &step) }
  }
}

extension Link {
  /// Whether this station may not speak with the peer at all: in clear, where secrecy is needed.
  package var isForbidden: Bool {
    parameters.mode == .clear && parameters.encryptedPeers.contains(peer)
  }

  /// What such sessions sealed is given back, to be sealed anew if that is allowed.
  mutating func dropForbiddenSessions(step: inout LinkStep) {
    while let index = sessions.firstIndex(where: {
      $0.record.mode != parameters.mode || isForbidden
    }) {
      for number in sessions[index].outgoing.keys.sorted() {
        giveBack(number, in: index, step: &step)
      }
      step.changes.append(.dropSession(sessions[index].id))
      sessions.remove(at: index)
    }
  }
}
