// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

extension Link {
  /// A handshake completed on our initiation: seal in the new session from now on.
  package mutating func adopt(
    _ established: Handshaker.Established, standing: Session.Standing, at now: Instant,
    step: inout LinkStep
  ) {
    sessions.removeAll { old in
      guard old.standing == .pending else { return false }
      step.changes.append(.dropSession(old.id))
      return true
    }
    sessions.append(
      Session(
        established.record, sendChain: established.sendChain, standing: standing, at: now))
    step.changes.append(.session(established.record))
    if standing == .current { retireOthers(step: &step) }
    confirmsSession = standing == .current
    announcement.restart()
  }

  /// The initiator's first frame in a session came: the responder now uses it.
  mutating func confirm(_ index: Int, step: inout LinkStep) {
    guard sessions[index].standing == .pending else { return }
    sessions[index].standing = .current
    retireOthers(step: &step)
  }

  mutating func retireOthers(step: inout LinkStep) {
    guard let newest = sessions.lastIndex(where: { $0.standing == .current }) else { return }
    wantsHandshake = false
    rekeyTries = 0
    for index in sessions.indices where index != newest {
      if sessions[index].standing == .current { sessions[index].standing = .finishing }
      // The peer lives: what it still knows of older sessions is asked for at once.
      for number in sessions[index].outgoing.keys.sorted() {
        sessions[index].outgoing[number]?.askAgain()
      }
    }
    while sessions.count(where: { $0.standing == .finishing }) > Limits.finishingSessions,
      let oldest = sessions.firstIndex(where: { $0.standing == .finishing })
    {
      for number in sessions[oldest].outgoing.keys.sorted() {
        giveBack(number, in: oldest, step: &step)
      }
      step.changes.append(.dropSession(sessions[oldest].id))
      sessions.remove(at: oldest)
    }
  }

  /// The peer is known to have the new session.
  mutating func confirmed() { confirmsSession = false }

  /// The newest session is used from now on, as if the initiator's first frame had come.
  mutating func confirmNewest(step: inout LinkStep) {
    if let newest = sessions.indices.last { confirm(newest, step: &step) }
  }

  /// An authentic but stale initiation asks for a handshake of our own.
  mutating func requestHandshake() { wantsHandshake = true }

  /// A person asks for a new session; it is tried again when frames are lost.
  mutating func requestRekey() { rekeyTries = Limits.rekeyTries }
}
