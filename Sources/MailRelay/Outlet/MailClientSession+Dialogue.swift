// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The dialogue, one function for each answer.
extension MailClientSession {
  mutating func answer(_ received: ReceivedReply) {
    let reply = received.reply
    switch phase {
    case .closed: break
    case .quitting, .idle: breakOff(reply)
    // The relay goes away; nothing more will be answered (RFC 5321 §3.8).
    case _ where reply.code == 421: breakOff(reply)
    case .greeting: answerGreeting(reply)
    case .hello: answerHello(received)
    case .oldHello: answerOldHello(reply)
    case .envelope: answerStep(reply)
    case .mail: answerMail(reply)
    }
  }

  private mutating func answerGreeting(_ reply: Reply) {
    guard reply.outcome == .success else { return refuseService(reply) }
    phase = .hello
    say(Array("\(dialect == .lmtp ? "LHLO" : "EHLO") \(hostName)".utf8))
  }

  private mutating func answerHello(_ received: ReceivedReply) {
    switch received.reply.outcome {
    case .success:
      extensions = RelayExtensions(received.lines)
      beginFirst()
    case .permanentFailure where dialect == .smtp:
      phase = .oldHello
      say(Array("HELO \(hostName)".utf8))
    default: refuseService(received.reply)
    }
  }

  private mutating func answerOldHello(_ reply: Reply) {
    guard reply.outcome == .success else { return refuseService(reply) }
    beginFirst()
  }

  private mutating func refuseService(_ reply: Reply) {
    breakOff(Reply(451, .init(4, 3, 2), "The relay does not serve us: \(reply)"))
  }

  // MARK: Envelope

  private mutating func beginFirst() {
    phase = .idle
    if outgoing != nil { beginEnvelope() } else { quitIfLeaving() }
  }

  mutating func beginEnvelope() {
    guard let outgoing else { return }
    if let obstacle = outgoing.obstacle(extensions) { return finish(.permanent(obstacle)) }
    // A chunk is sent once it is known that somebody wants it.
    if outgoing.isChunked(extensions) { steps.removeAll { $0 == .data } }
    phase = .envelope
    if extensions.offers(.pipelining) {
      for step in steps { say(command(step, of: outgoing)) }
    } else if let step = steps.first {
      say(command(step, of: outgoing))
    }
  }

  private func command(_ step: Step, of outgoing: OutgoingMail) -> [UInt8] {
    switch step {
    case .reset: Array("RSET".utf8)
    case .mail: outgoing.mailCommand(extensions)
    case .recipient(let index): outgoing.recipientCommand(index, extensions)
    case .data: Array("DATA".utf8)
    }
  }

  private mutating func answerStep(_ reply: Reply) {
    guard steps.indices.contains(answeredSteps) else { return breakOff(Self.outOfTurn(reply)) }
    let step = steps[answeredSteps]
    answeredSteps += 1
    switch step {
    case .reset: answerReset(reply)
    case .mail: answerSender(reply)
    case .recipient(let index): answerRecipient(index, reply)
    case .data: answerData(reply)
    }
  }

  private mutating func answerReset(_ reply: Reply) {
    guard reply.outcome == .success else { return breakOff(Self.outOfTurn(reply)) }
    sayNextStep()
  }

  private mutating func answerSender(_ reply: Reply) {
    guard reply.outcome == .success else { return giveUp(RecipientResult(reply)) }
    sayNextStep()
  }

  private mutating func answerRecipient(_ index: Int, _ reply: Reply) {
    if reply.outcome == .success {
      pending.append(index)
    } else {
      results[index] = RecipientResult(Self.recipientRefusal(reply))
    }
    let isLast = answeredSteps == steps.count || steps[answeredSteps] == .data
    guard isLast else { return sayNextStep() }
    guard !pending.isEmpty else { return giveUp(.temporary(reply)) }
    if answeredSteps == steps.count { sendChunk() } else { sayNextStep() }
  }

  /// "Too many recipients" once was 552: those are to be tried again (RFC 5321 §4.5.3.1.10).
  private static func recipientRefusal(_ reply: Reply) -> Reply {
    let isTooMany = reply.code == 552 && (reply.status ?? .init(5, 5, 3)) == .init(5, 5, 3)
    return isTooMany ? Reply(452, .init(4, 5, 3), reply.text) : reply
  }

  private mutating func sayNextStep() {
    guard !extensions.offers(.pipelining), let outgoing, steps.indices.contains(answeredSteps)
    else { return }
    say(command(steps[answeredSteps], of: outgoing))
  }

  /// Ends without having sent the mail.
  ///
  /// With pipelining DATA is on its way: the relay might be waiting for a mail and take what comes
  /// next for a part of it, so the connection is dropped.
  private mutating func giveUp(_ rest: RecipientResult) {
    let isAllAnswered = answeredSteps == steps.count
    guard extensions.offers(.pipelining), !isAllAnswered else { return finish(rest) }
    report(rest)
    breakOff(rest.reply)
  }

  private mutating func answerData(_ reply: Reply) {
    guard reply.code == 354, case .data(let octets) = outgoing?.transfer(extensions) else {
      return finish(RecipientResult(reply.outcome == .success ? Self.outOfTurn(reply) : reply))
    }
    phase = .mail
    send(octets)
  }

  private mutating func sendChunk() {
    guard case .chunk(let octets) = outgoing?.transfer(extensions) else { return }
    phase = .mail
    say(Array("BDAT \(octets.count) LAST".utf8))
    send(octets)
  }

  private static func outOfTurn(_ reply: Reply) -> Reply {
    Reply(451, .init(4, 5, 0), "The relay answered out of turn: \(reply)")
  }

  // MARK: Results

  private mutating func answerMail(_ reply: Reply) {
    let result = RecipientResult(reply)
    guard dialect == .lmtp else { return finish(result) }
    if let index = pending.popFirst() { results[index] = result }
    if pending.isEmpty { finish(result) }
  }
}
