// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

extension Session {
  /// Answers a request about a message of the peer, if it deserves an answer.
  mutating func answer(
    _ number: MessageNumber, request: [UInt8], sent: Int, repetition: UInt8,
    context: AnswerContext, into reception: inout Reception
  ) {
    guard !record.receive.isClosed(number) else {
      return answerClosed(
        number, request: request, sent: sent, repetition: repetition, context: context,
        into: &reception)
    }
    guard
      incoming[number]?.answers.admits(sent: sent, repetition: repetition, at: context.now)
        == true, let transfer = incoming[number]
    else { return }
    reception.showsProgress = transfer.answers.showsProgress
    switch transfer.phase {
    case .receiving where !transfer.isAdmitted && context.answersWait > .zero:
      reception.answers.append(refuse(number, request: request, context: context))
    case .receiving:
      incoming[number]?.admit()
      let report = ControlFrame.Content.report(
        need: transfer.need(sent: sent), wantedSpreadingFactor: context.spreadingFactor,
        snrQuarterDecibels: context.snr.quarterDecibels)
      reception.answers.append(encode(report, number, covering: request))
    case .opened:
      incoming[number]?.wait(
        request: request, at: context.now, patience: context.commitPatience)
    case .rejected(let why):
      reception.answers.append(encode(why.answer, number, covering: request))
    }
  }

  /// BUSY to a new message whose answers cannot be paid, with the time when they can.
  private mutating func refuse(
    _ number: MessageNumber, request: [UInt8], context: AnswerContext
  ) -> EncodedFrame {
    let longest = Limits.longestPollSpacing
    let wait = min(context.answersWait, longest).wholeMicroseconds
    let tens = UInt8(clamping: (wait + 9_999_999) / 10_000_000)
    incoming[number]?.answers.paused(for: .seconds(10 * Int(tens)), at: context.now)
    return encode(.busy(tensOfSeconds: tens), number, covering: request)
  }

  private mutating func answerClosed(
    _ number: MessageNumber, request: [UInt8], sent: Int, repetition: UInt8,
    context: AnswerContext, into reception: inout Reception
  ) {
    guard let sealTag = record.receive.sealTag(ofClosed: number),
      closedAnswers[number, default: AnswerMemory()]
        .admits(sent: sent, repetition: repetition, at: context.now)
    else { return }
    let content: ControlFrame.Content = sealTag.isEmpty ? .abortAcknowledged : .done
    reception.answers.append(encode(content, number, covering: request + sealTag))
  }

  /// Requests that waited too long for a commit are answered BUSY.
  package mutating func answerOverdue(at now: Instant) -> [EncodedFrame] {
    var answers: [EncodedFrame] = []
    for number in incoming.keys.sorted() {
      guard case .opened(_, let waiting?)? = incoming[number]?.phase,
        let deadline = waiting.deadline, deadline <= now,
        let request = incoming[number]?.takeWaiting(), let tens = incoming[number]?.nextBusyTens()
      else { continue }
      incoming[number]?.answers.paused(for: .seconds(10 * Int(tens)), at: now)
      answers.append(encode(.busy(tensOfSeconds: tens), number, covering: request))
    }
    return answers
  }

  /// When the next waiting request is overdue.
  package var nextOverdue: Instant? {
    incoming.values.compactMap {
      guard case .opened(_, let waiting?) = $0.phase else { return nil }
      return waiting.deadline
    }.min()
  }

  /// Takes the peer's answer about one of our messages.
  package mutating func receiveAnswer(
    _ frame: ControlFrame, bytes: [UInt8], at now: Instant
  ) -> Reception {
    var reception = Reception()
    guard let number = outgoingNumber(slot: frame.slot),
      let request = outgoing[number]?.openRequest, let transfer = outgoing[number]
    else { return reception }
    let covering = frame.content == .done ? request + transfer.message.sealTag : request
    guard verify(frame.tagKind, number, bytes, covering: covering) else { return reception }
    reception.verdict = .authentic
    switch frame.content {
    case .report(let need, _, let quarters):
      guard transfer.purpose == .delivery else { break }
      let burst = outgoing[number]?.reported(need: need)
      reception.outcome = .wanted(number, burst, snr: SNR(decibels: Double(quarters) / 4))
    case .busy(let tens):
      let pause = min(Duration.seconds(10 * Int(tens)), Limits.longestPollSpacing)
      outgoing[number]?.busy(until: now + pause)
      reception.outcome = .resting
    case .done: reception.outcome = .delivered(number)
    case .rejected: reception.outcome = .refused(number, .brokenSeal)
    case .historyUnknown: reception.outcome = .refused(number, .historyUnknown)
    case .abortAcknowledged: reception.outcome = .aborted(number)
    case .poll, .abort: break
    }
    return reception
  }
}

extension IncomingTransfer.Rejection {
  /// How the sender is told.
  var answer: ControlFrame.Content {
    switch self {
    case .brokenSeal: .rejected
    case .historyUnknown: .historyUnknown
    }
  }
}

extension SNR {
  /// The ratio in quarters of a decibel, as SX127x radios give it, held within a signed byte.
  var quarterDecibels: Int8 {
    guard decibels.isFinite else { return 0 }
    return Int8(max(-128, min(127, (decibels * 4).rounded())))
  }
}
