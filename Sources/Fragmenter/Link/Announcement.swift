// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The RTS a link has sent, and how those before it fared.
struct Announcement: Sendable {
  /// The tag of the RTS that is out, which its CTS covers.
  private(set) var request: [UInt8]?
  /// Until when its CTS may come; nil while it is on the air, or none is out.
  private(set) var deadline: Instant?
  /// The burst announced last, and of what.
  private(set) var plan: BurstPlan?
  private(set) var messageClass = MessageClass.control
  /// No RTS before this instant.
  private(set) var notBefore = Instant.zero
  /// Until when data is sent where both listen, since the peer does not take announcements.
  private(set) var blockedUntil = Instant.zero
  /// For how long a peer that heard the RTS waits elsewhere.
  private var patience = Duration.zero
  private var missed = 0
  /// How often the peer is still called where the burst shall be, and until when it may be there.
  private var calls = 0
  private var callUntil = Instant.zero
  /// From when on it is called where both listen, after the calls.
  private var afterCalls = Instant.zero
  private var counter: UInt16 = 0

  /// The counter of the next RTS; nil when the session has used all.
  mutating func nextCounter() -> UInt16? {
    guard counter < .max else { return nil }
    counter += 1
    return counter
  }

  /// A new session counts anew.
  mutating func restart() { self = Announcement() }

  /// An RTS was handed to the radio; a call goes where the burst shall be.
  mutating func sent(
    _ plan: BurstPlan, of messageClass: MessageClass, tag: [UInt8], isCall: Bool,
    patience: Duration
  ) {
    request = tag
    deadline = nil
    self.plan = plan
    self.messageClass = messageClass
    guard !isCall else { return calls -= 1 }
    self.patience = patience
  }

  /// It has left the antenna.
  mutating func left(answerUntil: Instant) { if request != nil { deadline = answerUntil } }

  /// Its CTS came.
  mutating func answered() {
    request = nil
    deadline = nil
    missed = 0
    calls = 0
    notBefore = .zero
  }

  /// The peer is looked for elsewhere: there at once.
  mutating func clear() {
    calls = 0
    notBefore = .zero
  }

  /// Its CTS says no.
  mutating func declined(at now: Instant) {
    answered()
    blockedUntil = now + Limits.announcementBlock
  }

  /// Its CTS did not come where both listen: the next RTS waits, each time longer.
  ///
  /// The peer may have gone, and only its CTS be lost. A burst that is faster than the RTS is
  /// announced where it shall be as well: that costs little.
  ///
  /// Returns whether so many were missed that the peer may not know the session.
  mutating func missed(at now: Instant, listening: SpreadingFactor) -> Bool {
    request = nil
    deadline = nil
    let isFaster = plan.map { $0.channel == nil && $0.spreadingFactor < listening } ?? false
    callUntil = now + patience
    calls = isFaster ? Limits.calls : 0
    afterCalls = now + pause(isFaster: isFaster)
    notBefore = calls > 0 ? now : afterCalls
    missed += 1
    return missed == Limits.announcementsBeforeHandshake
  }

  /// More often it was the RTS that was lost than the CTS: every second one follows at once, the
  /// others as soon as the peer can be back; after some that were called for elsewhere, and sooner
  /// without that, fewer and fewer.
  private func pause(isFaster: Bool) -> Duration {
    let quick = isFaster ? Limits.quickAnnouncements : 4
    if isFaster ? missed + 1 < quick : missed.isMultiple(of: 2) { return .zero }
    let doublings = min(max(missed + 1 - quick, 0) / 2, 8)
    return min(patience * (1 << doublings), Limits.longestAnnouncementSpacing)
  }

  /// Its CTS did not come where the burst shall be.
  mutating func missedCall(at now: Instant) {
    request = nil
    deadline = nil
    notBefore = calls > 0 ? now : max(now, afterCalls)
  }

  /// The burst of a class for which the peer is called where it shall be; nil: where both listen.
  func call(of messageClass: MessageClass, at now: Instant) -> BurstPlan? {
    calls > 0 && now < callUntil && messageClass == self.messageClass ? plan : nil
  }
}
