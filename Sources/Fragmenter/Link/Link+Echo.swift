// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension LinkStation {
  /// Asks a peer for an echo with the next frame; where no session is open one is made first.
  ///
  /// Returns whether there is such a peer; ``takeEcho(of:)`` tells the end.
  public mutating func askEcho(of peer: PeerKey) -> Bool {
    guard let index = links.firstIndex(where: { $0.peer == peer && !$0.isForbidden }) else {
      return false
    }
    links[index].echo.ask()
    return true
  }

  /// Nobody waits for a peer's echo any more.
  public mutating func dropEcho(of peer: PeerKey) {
    guard let index = links.firstIndex(where: { $0.peer == peer }) else { return }
    links[index].echo.drop()
  }

  /// How a peer's echo ended since the last call: nil, it did not; with nil inside, unanswered.
  public mutating func takeEcho(of peer: PeerKey) -> EchoReport?? {
    guard let index = links.firstIndex(where: { $0.peer == peer }) else { return nil }
    return links[index].echo.takeEnded()
  }
}

extension Link {
  /// The session an echo is asked for in.
  var echoSession: Int? { sessions.lastIndex { $0.standing == .current } }

  /// The request for an echo; nil when the session has used all counters.
  mutating func takeEcho(in index: Int, at now: Instant) -> [UInt8]? {
    guard let counter = echo.nextCounter(in: sessions[index].id) else {
      echo.drop()
      wantsHandshake = true
      return nil
    }
    let content = ControlFrame.Content.poll(
      sourceCount: 0, sent: Int(counter >> 2), repetition: UInt8(counter & 3))
    let frame = sessions[index].encode(content, MessageNumber(0), covering: [])
    echo.keyed(tag: frame.request ?? [], at: now)
    if sessions[index].standing == .current { confirmsSession = false }
    onAir = .echo
    return frame.bytes
  }

  /// Takes a request for an echo, or the answer to ours; nil when a control frame is neither.
  mutating func receiveEcho(
    _ frame: ControlFrame, bytes: [UInt8], in index: Int, context: AnswerContext,
    step: inout LinkStep
  ) -> Effect? {
    guard frame.slot == 0 else { return nil }
    switch frame.content {
    case .poll(sourceCount: 0, let sent, let repetition):
      let counter = UInt16(sent) << 2 | UInt16(repetition)
      guard sessions[index].acceptsEcho(counter: counter, bytes: bytes) else { return .forged }
      let answer = ControlFrame.Content.report(
        need: 0, wantedSpreadingFactor: context.spreadingFactor,
        snrQuarterDecibels: context.snr.quarterDecibels)
      let request = Array(bytes.suffix(FrameTag.shortBytes))
      let report = sessions[index].encode(answer, MessageNumber(0), covering: request)
      answers.append(Answer(bytes: report.bytes))
      // The last: it may retire sessions, and so move them.
      heard(context, in: index, step: &step)
      return .taken
    case .report(need: 0, _, let quarters):
      guard let request = echo.openRequest(in: sessions[index].id),
        sessions[index].verify(.report, MessageNumber(0), bytes, covering: request)
      else { return nil }
      let snr = SNR(decibels: Double(quarters) / 4)
      echo.answered(snrThere: snr, snrHere: context.snr, at: context.now)
      heard(context, in: index, step: &step)
      rate?.reported(parameters.seenFromHome(snr), at: context.now)
      return .answered(.later)
    default: return nil
    }
  }
}

extension Session {
  /// Whether a request for an echo is authentic and new; a wrong tag is counted.
  ///
  /// A session read from disk takes none: it no longer knows which counters it has seen.
  fileprivate mutating func acceptsEcho(counter: UInt16, bytes: [UInt8]) -> Bool {
    guard verify(.poll, MessageNumber(0), bytes) else {
      countFailedTag()
      return false
    }
    guard madeAt != nil, counter > echoMark else { return false }
    echoMark = counter
    return true
  }
}
