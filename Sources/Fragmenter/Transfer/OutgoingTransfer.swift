// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The sender's side of one message: margin zero, a poll after silence, never a data frame.
///
/// It sends the source symbols, the last one with the poll bit; the receiver answers "need m"; it
/// sends exactly m coded symbols, the last one polling; and so on until DONE. After a restart it
/// begins with a POLL, so that nothing is sent twice that already arrived.
package struct OutgoingTransfer: Sendable {
  /// The message, sealed once.
  package let message: SealedMessage
  /// The next symbol id never sent before; of a single, how often it was sent.
  package private(set) var nextSymbolID: Int
  /// What it is doing.
  package private(set) var phase: Phase
  /// What it is for.
  package private(set) var purpose = Purpose.delivery
  /// Requests sent since the last answer.
  package private(set) var unanswered = 0
  /// How often the peer was looked for elsewhere since the last answer.
  private var searches = 0
  private var reservedIDs = 0
  private var repetition: UInt8 = 0
  private var encoder: RepairEncoder?
  private var burst: BurstCount?
  /// What its last data frame was sent with.
  package var spreadingFactor: SpreadingFactor?

  /// A transfer that begins.
  package init(_ message: SealedMessage) {
    self.init(message, nextSymbolID: 0, phase: .sending(remaining: message.layout.sourceCount))
    burst = BurstCount(sourceCount: message.layout.sourceCount)
  }

  /// A transfer taken up again: `nextSymbolID` is the lowest id surely never sent.
  package init(resuming message: SealedMessage, nextSymbolID: Int) {
    self.init(
      message, nextSymbolID: max(nextSymbolID, message.layout.sourceCount),
      phase: .resting(until: .zero))
  }

  private init(_ message: SealedMessage, nextSymbolID: Int, phase: Phase) {
    self.message = message
    self.nextSymbolID = nextSymbolID
    self.phase = phase
  }

  /// Where a transfer stands.
  package enum Phase: Sendable, Equatable {
    /// This many frames of the present burst are still to be sent.
    case sending(remaining: Int)
    /// A request is out; the deadline is set once it has left the antenna.
    case awaiting(request: [UInt8], deadline: Instant?)
    /// Nothing to do until then; then a POLL.
    case resting(until: Instant)
  }

  /// What a transfer is for.
  package enum Purpose: Sendable {
    /// Getting the message there.
    case delivery
    /// Telling the receiver that the number is given up.
    case abort
  }

  /// A frame the transfer wants sent; the session makes bytes of it.
  package enum Draft: Sendable, Equatable {
    /// The whole message.
    case single
    /// A symbol.
    case symbol(SymbolFrame.Kind, id: Int, poll: PollBit, [UInt8])
    /// A request without data.
    case poll(sourceCount: Int, sent: Int, repetition: UInt8)
    /// The number is given up.
    case abort
  }

  /// When it next wants the radio; nil while an answer may still come from a frame on the air.
  package var wish: Instant? {
    switch phase {
    case .sending: .zero
    case .awaiting(_, let deadline): deadline
    case .resting(let until): until
    }
  }

  /// Whether the answer to a request may still come at this instant.
  package func awaitsAnswer(at now: Instant) -> Bool {
    guard case .awaiting(_, let deadline) = phase else { return false }
    return deadline.map { now < $0 } ?? true
  }

  /// Where a burst ends that is asked about.
  package enum BurstEnd: Sendable {
    /// With the last frame that is needed.
    case natural
    /// With this frame: the burst's time is over.
    case here
  }

  /// The next frame, when its wish has come; nil when the message's ids are used up.
  package mutating func nextDraft(_ end: BurstEnd = .natural) -> Draft? {
    if purpose == .abort { return .abort }
    switch phase {
    case .sending(let remaining):
      return dataDraft(remaining: remaining, end)
    case .awaiting, .resting:
      repetition = (repetition + 1) & 3
      return .poll(
        sourceCount: message.layout.sourceCount,
        sent: min(max(nextSymbolID, 1), SymbolFrame.symbolIDs.upperBound), repetition: repetition)
    }
  }

  private mutating func dataDraft(remaining: Int, _ end: BurstEnd) -> Draft? {
    let id = nextSymbolID
    guard case .symbols(let count, let size) = message.layout else {
      guard SymbolFrame.symbolIDs.contains(id) else { return nil }
      nextSymbolID += 1
      burst?.count()
      return .single
    }
    guard SymbolFrame.symbolIDs.contains(id), let symbol = symbol(id, size) else {
      return nil
    }
    nextSymbolID += 1
    burst?.count()
    phase = .sending(remaining: remaining - 1)
    let poll: PollBit = remaining <= 1 || end == .here ? .answer : .silent
    // A frame with P counts as repetition 0 of its request; the next POLL must differ from it.
    if poll == .answer { repetition = 0 }
    if id + 1 < count { return .symbol(.source, id: id, poll: poll, symbol) }
    if id + 1 == count { return .symbol(.last, id: id, poll: poll, symbol) }
    let kind = SymbolFrame.Kind.repair(sourceCount: poll == .answer ? count : nil)
    return .symbol(kind, id: id, poll: poll, symbol)
  }

  /// The symbol with an id; nil only when the message is not cut as its layout says.
  private mutating func symbol(_ id: Int, _ size: Int) -> [UInt8]? {
    if encoder == nil {
      encoder = try? RepairEncoder(message: message.sealed, symbolBytes: size)
    }
    return try? encoder?.symbol(esi: id)
  }

  /// A frame that polls was handed to the radio; `tag` is what its answer must cover.
  package mutating func requested(tag: [UInt8]) {
    unanswered += 1
    phase = .awaiting(request: tag, deadline: nil)
  }

  /// The frame on the air was the request and has left the antenna.
  package mutating func requestSent(at now: Instant, answerTime: Duration) {
    guard case .awaiting(let tag, nil) = phase else { return }
    phase = .awaiting(request: tag, deadline: now + answerTime)
  }

  /// Something is on the air when the answer should have come: it may be the answer, and longer.
  package mutating func awaitAnswer(until deadline: Instant) {
    guard case .awaiting(let tag, .some) = phase else { return }
    phase = .awaiting(request: tag, deadline: deadline)
  }

  /// The radio could not send the request; it will be a POLL.
  package mutating func requestFailed(at now: Instant) {
    phase = .resting(until: now)
  }

  /// No answer came in time: after the quick requests the spacing doubles from two seconds on.
  ///
  /// Returns whether the transfer goes on at once.
  package mutating func answerMissed(at now: Instant) -> Continuation {
    guard unanswered >= Limits.quickPolls else {
      phase = .resting(until: now)
      return .atOnce
    }
    let doublings = min(unanswered - Limits.quickPolls, 16)
    let spacing = Limits.firstPollSpacing * (1 << doublings)
    phase = .resting(until: now + min(spacing, Limits.longestPollSpacing))
    return .later
  }

  /// Whether an exchange goes on or gives the air back.
  package enum Continuation: Sendable {
    case atOnce
    case later
  }

  /// The peer is known to be there: the requests begin anew, without the pause they had reached.
  package mutating func askAgain() {
    guard case .resting = phase, unanswered > 0 else { return }
    answered()
    phase = .resting(until: .zero)
  }

  /// The peer is looked for at another place: one request at once, then with growing pauses.
  package mutating func askElsewhere() {
    guard case .resting = phase else { return }
    // After many in vain the pauses go on growing: the peer may be off.
    searches += 1
    if searches <= Limits.searches { unanswered = min(unanswered, Limits.quickPolls) }
    phase = .resting(until: .zero)
  }

  /// The receiver needs this many more symbols for what was sent so far.
  ///
  /// Returns how many of the frames since its last report arrived; nil when that is not known.
  @discardableResult
  package mutating func reported(need: Int) -> BurstCount.Result? {
    answered()
    let count = message.layout.sourceCount
    let need = min(need, count)
    let unsent = max(count - nextSymbolID, 0)
    phase = .sending(remaining: max(1, need + unsent))
    let result = burst?.reported(need: need)
    if burst == nil { burst = BurstCount(sourceCount: count, sent: nextSymbolID, need: need) }
    return result
  }

  /// How many frames arrived of those since the last report, when the message did.
  package var delivered: BurstCount.Result? { burst?.delivered }

  /// The receiver has all of it but has not stored it yet.
  package mutating func busy(until: Instant) {
    answered()
    phase = .resting(until: until)
  }

  /// Gives the number up: from now on it only tells the receiver so.
  package mutating func abort() {
    purpose = .abort
    answered()
    phase = .resting(until: .zero)
  }

  /// The repetition runs on: the request after a BUSY must differ from the one answered with it.
  private mutating func answered() {
    unanswered = 0
    searches = 0
  }

  /// The burst that runs shall have so many coded symbols more than are needed, as far as ids last.
  package mutating func lengthen(by frames: Int) {
    guard case .sending(let remaining) = phase, message.layout != .single else { return }
    let left = SymbolFrame.symbolIDs.upperBound - nextSymbolID
    phase = .sending(remaining: max(min(remaining + max(frames, 0), left), remaining))
  }

  /// Reserves the ids of a burst that begins; the new bound must be on disk before its first frame.
  package mutating func reserveBurst() -> Int? {
    guard case .sending(let remaining) = phase, purpose == .delivery,
      nextSymbolID + remaining > reservedIDs
    else { return nil }
    reservedIDs = nextSymbolID + remaining
    return reservedIDs
  }

  /// The tag of the request that is out.
  package var openRequest: [UInt8]? {
    guard case .awaiting(let tag, _) = phase else { return nil }
    return tag
  }

  /// The part of the symbols the receiver is not known to miss, 0 to 1.
  package var progress: Double {
    let count = message.layout.sourceCount
    guard case .sending(let remaining) = phase else {
      return min(1, Double(nextSymbolID) / Double(count))
    }
    return max(0, 1 - Double(remaining) / Double(count))
  }
}
