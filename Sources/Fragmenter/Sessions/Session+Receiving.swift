// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
package import LoRaPHY

/// What a session makes of a frame, besides changing itself.
package struct Reception: Sendable {
  /// Whether the frame was this peer's.
  package var verdict = Verdict.forged
  /// Answers to send at once.
  package var answers: [EncodedFrame] = []
  /// What became of a transfer of ours.
  package var outcome: Outcome?
  /// Whether it shows that the peer heard our last answer.
  package var showsProgress = false

  /// Whether a frame is authentic.
  package enum Verdict: Sendable {
    case forged
    case authentic
  }

  /// What an answer did to a transfer of ours.
  package enum Outcome: Sendable, Equatable {
    /// It goes on: symbols were asked for.
    case wanted(MessageNumber, BurstCount.Result?, snr: SNR)
    /// It rests: the receiver is busy.
    case resting
    /// It is stored over there.
    case delivered(MessageNumber)
    /// The receiver cannot take it; it must be sealed anew.
    case refused(MessageNumber, IncomingTransfer.Rejection)
    /// The number given up is closed over there.
    case aborted(MessageNumber)
  }
}

/// What a receiver knows of the air when it answers.
package struct AnswerContext: Sendable {
  package var now: Instant
  package var spreadingFactor: SpreadingFactor
  package var snr: SNR
  /// How long a commit may take before a waiting request is answered BUSY.
  package var commitPatience: Duration
  /// How long until the answers to one more message can be paid; zero: they can now.
  package var answersWait: Duration

  package init(
    now: Instant, spreadingFactor: SpreadingFactor, snr: SNR, commitPatience: Duration,
    answersWait: Duration = .zero
  ) {
    self.now = now
    self.spreadingFactor = spreadingFactor
    self.snr = snr
    self.commitPatience = commitPatience
    self.answersWait = answersWait
  }
}

extension Session {
  /// Takes a symbol of a message that is not closed; a closed one is only ever asked about by POLL.
  package mutating func receive(
    _ frame: SymbolFrame, bytes: [UInt8], context: AnswerContext, step: inout LinkStep
  ) -> Reception {
    var reception = Reception()
    guard let number = record.receive.number(slot: frame.slot), record.receive.accepts(number),
      verify(.symbol, number, bytes)
    else { return reception }
    reception.verdict = .authentic
    var transfer = incoming[number] ?? IncomingTransfer(number: number)
    let fate = transfer.receive(
      id: frame.symbolID, symbol: frame.symbol, sourceCount: frame.sourceCount)
    incoming[number] = transfer
    if fate == .stored {
      step.changes.append(
        .symbol(
          StoredSymbol(
            session: id, number: number, id: frame.symbolID, sourceCount: frame.sourceCount,
            bytes: frame.symbol)))
    }
    // Even when this one is useless: what was read from disk may be whole already.
    openIfComplete(number, at: context.now, step: &step)
    if frame.poll == .answer {
      let request = Array(bytes.suffix(FrameTag.shortBytes))
      answer(
        number, request: request, sent: frame.symbolID + 1, repetition: 0, context: context,
        into: &reception)
    }
    return reception
  }

  /// Takes a whole message in one frame.
  package mutating func receive(
    _ frame: SingleFrame, context: AnswerContext, step: inout LinkStep
  ) -> Reception {
    var reception = Reception()
    let number = frame.number
    guard let key = record.receive.messageKey(number) else { return reception }
    switch incoming[number]?.phase {
    case .opened, .rejected: return reception
    case .receiving, nil: break
    }
    let data = record.additionalData(number, from: .peer, singlePrefix: frame.prefix)
    guard
      let plaintext = MessageSeal.open(
        frame.sealed, key: SymmetricKey(data: key), additionalData: data, mode: record.mode)
    else { return reception }
    reception.verdict = .authentic
    var transfer = incoming[number] ?? IncomingTransfer(number: number)
    let sealTag = Array(frame.sealed.suffix(MessageSeal.tagBytes))
    transfer.opened(sealTag: sealTag, at: context.now)
    incoming[number] = transfer
    handUp(number, plaintext, step: &step)
    if let done = frame.acknowledged, outgoing[done] != nil { reception.outcome = .delivered(done) }
    // It opens only once, so that it needs no memory of answers.
    let request = Array(sealTag.prefix(FrameTag.shortBytes))
    incoming[number]?.wait(request: request, at: context.now, patience: context.commitPatience)
    return reception
  }

  /// Takes a request of the peer about one of its messages.
  package mutating func receiveRequest(
    _ frame: ControlFrame, bytes: [UInt8], context: AnswerContext, step: inout LinkStep
  ) -> Reception {
    var reception = Reception()
    guard let number = record.receive.number(slot: frame.slot),
      verify(frame.tagKind, number, bytes)
    else { return reception }
    reception.verdict = .authentic
    let request = Array(bytes.suffix(frame.tagKind.tagBytes))
    switch frame.content {
    case .poll(let sourceCount, let sent, let repetition):
      guard sent > 0 else { break }
      if !record.receive.isClosed(number) {
        var transfer = incoming[number] ?? IncomingTransfer(number: number)
        guard transfer.learn(sourceCount: sourceCount) else { break }
        incoming[number] = transfer
        openIfComplete(number, at: context.now, step: &step)
      }
      answer(
        number, request: request, sent: sent, repetition: repetition, context: context,
        into: &reception)
    case .abort:
      if !record.receive.isClosed(number) { close(number, sealTag: [], step: &step) }
      answer(
        number, request: request, sent: SymbolFrame.symbolIDs.upperBound,
        repetition: closedAnswers[number]?.unlikeRepetition ?? 0, context: context,
        into: &reception)
    default: break
    }
    return reception
  }

  private mutating func openIfComplete(
    _ number: MessageNumber, at now: Instant, step: inout LinkStep
  ) {
    guard let sealed = incoming[number]?.assembled(),
      let key = record.receive.messageKey(number)
    else { return }
    let data = record.additionalData(number, from: .peer)
    let plaintext = MessageSeal.open(
      sealed, key: SymmetricKey(data: key), additionalData: data, mode: record.mode)
    guard let plaintext else {
      let sourceCount = incoming[number]?.sourceCount ?? 0
      let forgotten = incoming[number]?.sealFailed()
      let first = forgotten == .repairSymbols ? sourceCount : 0
      step.changes.append(.forgetSymbols(id, number, fromID: first))
      return
    }
    incoming[number]?.opened(sealTag: Array(sealed.suffix(MessageSeal.tagBytes)), at: now)
    handUp(number, plaintext, step: &step)
  }

  private func handUp(_ number: MessageNumber, _ plaintext: [UInt8], step: inout LinkStep) {
    guard let header = InnerHeader(decoding: plaintext),
      plaintext.count >= InnerHeader.encodedBytes + Int(header.paddingBytes)
    else {
      // Authentic, yet of a kind this version does not know: keep it open, answer BUSY.
      return
    }
    let payload = plaintext.dropFirst(InnerHeader.encodedBytes).dropLast(Int(header.paddingBytes))
    step.actions.append(
      .opened(
        InboundMessage(
          peer: record.peer, session: id, number: number, messageClass: header.messageClass,
          content: header.content, copy: header.copy, payload: Array(payload))))
  }

  /// The message of an `.opened` is stored: its number closes and a waiting request is answered.
  package mutating func stored(_ number: MessageNumber, step: inout LinkStep) -> [EncodedFrame] {
    guard case .opened(let sealTag, _)? = incoming[number]?.phase else { return [] }
    let request = incoming[number]?.takeWaiting()
    closedAnswers[number] = incoming[number]?.answers
    close(number, sealTag: sealTag, step: &step)
    guard let request else { return [] }
    return [encode(.done, number, covering: request + sealTag)]
  }

  /// The message of an `.opened` was packed with history its owner does not have: its number stays
  /// open until the sender gives it up, and requests are answered so.
  package mutating func refused(_ number: MessageNumber) -> [EncodedFrame] {
    guard let request = incoming[number]?.refuse() else { return [] }
    return [encode(.historyUnknown, number, covering: request)]
  }

  private mutating func close(
    _ number: MessageNumber, sealTag: [UInt8], step: inout LinkStep
  ) {
    incoming[number] = nil
    record.receive.close(number, sealTag: sealTag)
    closedAnswers = closedAnswers.filter { record.receive.sealTag(ofClosed: $0.key) != nil }
    step.changes.append(.forgetSymbols(id, number, fromID: 0))
    step.changes.append(.session(record))
  }
}
