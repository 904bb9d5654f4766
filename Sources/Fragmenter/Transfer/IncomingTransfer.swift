// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The receiver's side of one message: symbols in, "need m" out, until it opens.
package struct IncomingTransfer: Sendable {
  /// The message's number in its session.
  package let number: MessageNumber
  /// K, once a frame told it.
  package private(set) var sourceCount: Int?
  /// What it is doing.
  package private(set) var phase: Phase = .receiving
  /// Whether its sender was told once what is needed; until then it may be told to wait.
  package private(set) var isAdmitted = false
  /// Decides which requests are answered.
  package var answers = AnswerMemory()
  private var decoder: SymbolDecoder?
  private var openedAt = Instant.zero
  private var badSeals = 0
  private var busyAnswers = 0

  package init(number: MessageNumber) { self.number = number }

  /// Where a message stands on its receiver.
  package enum Phase: Sendable, Equatable {
    /// Symbols are missing.
    case receiving
    /// Opened and handed up; a request that came meanwhile waits for the commit.
    case opened(sealTag: [UInt8], waiting: Waiting?)
    /// It cannot be taken under this number; the sender is told why.
    case rejected(Rejection)
  }

  /// Why a message must come again under another number.
  package enum Rejection: Sendable, Equatable {
    /// Its seal failed for good.
    case brokenSeal
    /// Its owner lacks the earlier mails it was packed with.
    case historyUnknown
  }

  /// A request that is answered when the message is stored, or with BUSY at the deadline; nil: it
  /// is left unanswered then, for the sender asks again.
  package struct Waiting: Sendable, Equatable {
    package var request: [UInt8]
    package var deadline: Instant?
  }

  /// What became of a symbol.
  package enum Reception: Sendable, Equatable {
    /// It is of no use: known, or of another cut than the first verified frame.
    case useless
    /// It is new; it is worth storing.
    case stored
  }

  /// Takes an authentic symbol.
  package mutating func receive(
    id: Int, symbol: [UInt8], sourceCount count: Int?
  ) -> Reception {
    guard case .receiving = phase else { return .useless }
    if decoder == nil { decoder = try? SymbolDecoder(symbolBytes: symbol.count) }
    if let known = count ?? sourceCount, !learn(sourceCount: known) { return .useless }
    return switch decoder?.insert(esi: id, symbol: symbol) {
    case .innovative, .held: .stored
    default: .useless
    }
  }

  /// Takes K from a frame; false when it contradicts what is known.
  package mutating func learn(sourceCount count: Int) -> Bool {
    guard (1...Limits.sourceSymbols).contains(count), sourceCount ?? count == count else {
      return false
    }
    sourceCount = count
    if decoder?.sourceCount == nil { try? decoder?.setSourceCount(count) }
    return true
  }

  /// Symbols still missing of those sent so far; 0 only while more of them are to come anyway.
  package func need(sent: Int) -> Int {
    let count = sourceCount ?? sent
    let isAllSent = sourceCount.map { sent >= $0 } ?? false
    return max(isAllSent ? 1 : 0, min(count, sent) - (decoder?.rank ?? 0))
  }

  /// Symbols held, for people.
  package var rank: Int { decoder?.rank ?? 0 }

  /// The sealed message, once all of it is there.
  package mutating func assembled() -> [UInt8]? {
    guard case .receiving = phase, decoder?.isComplete == true else { return nil }
    return decoder?.message()
  }

  /// The message opened; it is now its owner's to store.
  package mutating func opened(sealTag: [UInt8], at now: Instant) {
    openedAt = now
    phase = .opened(sealTag: sealTag, waiting: nil)
    decoder = nil
  }

  /// The assembled message did not open: coded symbols go first, then all, then the message.
  ///
  /// Returns what must be forgotten on disk.
  package mutating func sealFailed() -> Forgotten {
    badSeals += 1
    guard badSeals < Limits.badSeals else {
      decoder = nil
      phase = .rejected(.brokenSeal)
      return .everything
    }
    let held = decoder?.rank
    decoder?.dropRepairSymbols()
    if badSeals == 1, decoder?.rank != held { return .repairSymbols }
    decoder = nil
    return .everything
  }

  /// Which stored symbols a failed seal costs.
  package enum Forgotten: Sendable, Equatable {
    case repairSymbols
    case everything
  }

  /// A request waits for the commit, which may take so long before it is answered BUSY.
  ///
  /// Not while the message may be stored any moment: a pause costs more than a request again.
  package mutating func wait(request: [UInt8], at now: Instant, patience: Duration) {
    guard case .opened(let tag, _) = phase else { return }
    let isSlow = now - openedAt >= Limits.quietStoring
    let waiting = Waiting(request: request, deadline: isSlow ? now + patience : nil)
    phase = .opened(sealTag: tag, waiting: waiting)
  }

  /// Its sender is told what is needed from now on.
  package mutating func admit() { isAdmitted = true }

  /// The owner cannot read the opened message for want of history; the waiting request, if any, is
  /// given to be answered.
  package mutating func refuse() -> [UInt8]? {
    guard case .opened(_, let waiting) = phase else { return nil }
    phase = .rejected(.historyUnknown)
    return waiting?.request
  }

  /// How long the next BUSY asks for, in tens of seconds: it doubles from one up to a minute.
  package mutating func nextBusyTens() -> UInt8 {
    defer { busyAnswers += 1 }
    return min(1 << UInt8(min(busyAnswers, 7)), Limits.longestBusyTens)
  }

  /// Takes the waiting request, if any, to answer it.
  package mutating func takeWaiting() -> [UInt8]? {
    guard case .opened(let tag, let waiting?) = phase else { return nil }
    phase = .opened(sealTag: tag, waiting: nil)
    return waiting.request
  }
}
