// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// What a round trip to a peer showed.
public struct EchoReport: Sendable, Equatable {
  /// From keying the request to the end of its answer.
  public let roundTrip: Duration
  /// At which ratio the peer heard the request.
  public let snrThere: SNR
  /// At which ratio its answer was heard here.
  public let snrHere: SNR
}

/// A round trip that a person asked for: a POLL about no message, and the REPORT to it.
struct Echo: Sendable {
  /// Whether a request is to be sent, or is out.
  private(set) var isWanted = false
  /// How the last one ended; nil inside: unanswered.
  private(set) var ended: EchoReport??
  private var request: Request?
  private var tries = 0
  private var notBefore = Instant.zero
  private var session: SessionID?
  private var counter: UInt16 = 0

  private struct Request: Sendable {
    var tag: [UInt8]
    var keyedAt: Instant
    /// Until when its answer may come; nil while it is on the air.
    var deadline: Instant?
  }

  /// From when on a request is to be sent; nil when none is, or one is out.
  var wish: Instant? { isWanted && request == nil ? notBefore : nil }

  /// Until when the answer to the request that has left may come.
  var deadline: Instant? { request?.deadline }

  mutating func ask() {
    if !isWanted { tries = 0 }
    isWanted = true
  }

  /// Nobody waits any more.
  mutating func drop() { isWanted = false }

  /// How the last round trip ended since the last call; nil: none did.
  mutating func takeEnded() -> EchoReport?? {
    defer { ended = nil }
    return ended
  }

  /// The counter of the next request in a session, 14 bits; nil when all are used.
  mutating func nextCounter(in id: SessionID) -> UInt16? {
    if session != id { (session, counter) = (id, 0) }
    guard counter < 1 << 14 - 1 else { return nil }
    counter += 1
    return counter
  }

  /// A request was handed to the radio.
  mutating func keyed(tag: [UInt8], at now: Instant) {
    tries += 1
    request = Request(tag: tag, keyedAt: now)
  }

  /// It has left the antenna.
  mutating func left(answerUntil: Instant) { request?.deadline = answerUntil }

  /// It could not be sent, or its answer stayed out.
  mutating func failed(retryAt: Instant) {
    request = nil
    notBefore = retryAt
    guard isWanted, tries >= Limits.echoTries else { return }
    isWanted = false
    ended = .some(nil)
  }

  /// The tag an answer in this session must cover; nil when no request is out there.
  func openRequest(in id: SessionID) -> [UInt8]? { session == id ? request?.tag : nil }

  /// The answer came.
  mutating func answered(snrThere: SNR, snrHere: SNR, at now: Instant) {
    guard let request else { return }
    self.request = nil
    guard isWanted else { return }
    isWanted = false
    ended = EchoReport(
      roundTrip: now - request.keyedAt, snrThere: snrThere, snrHere: snrHere)
  }
}
