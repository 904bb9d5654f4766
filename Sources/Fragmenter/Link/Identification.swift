// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// When an amateur station must send its call sign.
///
/// The law wants it at the end of each communication, and at least every so often, ten minutes as
/// a rule, while it lasts (47 CFR 97.119(a)). It is wanted once nothing was sent for half a minute,
/// and after half of that interval: then it waits for a free channel. At nine tenths it is due: it
/// goes at once, though somebody be heard.
package struct Identification: Sendable {
  /// Silence after which a communication is over.
  package static let silence = Duration.seconds(30)
  /// Before another try when the radio could not send it.
  package static let retryPause = Duration.seconds(5)

  private let interval: Duration
  /// When the first frame since the last identification ended; nil while there is none.
  private var unidentifiedSince: Instant?
  private var lastSent = Instant.zero
  private var notBefore = Instant.zero

  /// A station that may send, as it starts.
  package init(interval: Duration) { self.interval = interval }

  /// How much the call sign is needed.
  package enum Need: Sendable, Equatable {
    case none
    /// As soon as the channel is free.
    case wanted
    /// At once.
    case due
  }

  /// What is needed now.
  package func need(at now: Instant) -> Need {
    guard let wanted, wanted <= now else { return .none }
    return due.map { $0 <= now } == true ? .due : .wanted
  }

  /// From when on it is wanted; nil when nothing was sent since the last one.
  package var wanted: Instant? {
    unidentifiedSince.map { max(min($0 + interval / 2, lastSent + Self.silence), notBefore) }
  }

  /// From when on it is due; nil when nothing was sent since the last one.
  package var due: Instant? {
    unidentifiedSince.map { max($0 + interval * 9 / 10, notBefore) }
  }

  /// A former process may have sent something and ended before it gave the call sign.
  package mutating func mayHaveSent(at now: Instant) {
    guard unidentifiedSince == nil else { return }
    sent(at: now)
  }

  /// A frame was sent, or perhaps was: the radio failed.
  package mutating func sent(at now: Instant) {
    unidentifiedSince = unidentifiedSince ?? now
    lastSent = now
  }

  /// The call sign was sent.
  package mutating func identified() { unidentifiedSince = nil }

  /// The call sign could not be sent: neither wanted nor due before then.
  package mutating func postpone(until instant: Instant) { notBefore = max(notBefore, instant) }
}
