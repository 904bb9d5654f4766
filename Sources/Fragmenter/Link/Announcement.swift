// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The RTS a link has sent, and how those before it fared.
struct Announcement: Sendable {
  /// The tag of the RTS that is out, which its CTS covers.
  private(set) var request: [UInt8]?
  /// Until when its CTS may come; nil while it is on the air, or none is out.
  private(set) var deadline: Instant?
  /// Data frames that shall follow before an answer is asked for.
  private(set) var frames = 0
  /// No RTS before this instant.
  private(set) var notBefore = Instant.zero
  /// Until when data is sent where both listen, since the peer does not take announcements.
  private(set) var blockedUntil = Instant.zero
  /// For how long a peer that heard the RTS waits elsewhere.
  private var patience = Duration.zero
  private var missed = 0
  private var counter: UInt16 = 0

  /// The counter of the next RTS; nil when the session has used all.
  mutating func nextCounter() -> UInt16? {
    guard counter < .max else { return nil }
    counter += 1
    return counter
  }

  /// A new session counts anew.
  mutating func restart() { self = Announcement() }

  /// An RTS was handed to the radio.
  mutating func sent(tag: [UInt8], frames: Int, patience: Duration) {
    request = tag
    self.patience = patience
    self.frames = frames
    deadline = nil
  }

  /// It has left the antenna.
  mutating func left(answerUntil: Instant) { if request != nil { deadline = answerUntil } }

  /// Its CTS came.
  mutating func answered() {
    request = nil
    deadline = nil
    missed = 0
    notBefore = .zero
  }

  /// The peer is looked for elsewhere: there at once.
  mutating func clear() { notBefore = .zero }

  /// Its CTS says no.
  mutating func declined(at now: Instant) {
    answered()
    blockedUntil = now + Limits.announcementBlock
  }

  /// Its CTS did not come: the next RTS waits, each time longer.
  ///
  /// Returns whether so many were missed that the peer may not know the session.
  mutating func missed(at now: Instant) -> Bool {
    request = nil
    deadline = nil
    // More often it was the RTS that was lost than the CTS: every second one follows at once, the
    // others as soon as the peer can be back, then fewer and fewer.
    let doublings = min(max(missed - 3, 0) / 2, 8)
    let pause = min(patience * (1 << doublings), Limits.longestAnnouncementSpacing)
    notBefore = missed.isMultiple(of: 2) ? now : now + pause
    missed += 1
    return missed == Limits.announcementsBeforeHandshake
  }
}
