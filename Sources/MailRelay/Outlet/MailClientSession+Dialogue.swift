// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The dialogue, one function for each answer.
extension MailClientSession {
  mutating func answer(_ received: ReceivedReply) {
    let reply = received.reply
    switch phase {
    case .closed: break
    case .quitting: breakOff(reply)
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
    guard reply.outcome == .success else { return finish(.temporary(serviceRefusal(reply))) }
    phase = .hello
    say(Array("\(dialect == .lmtp ? "LHLO" : "EHLO") \(hostName)".utf8))
  }

  private mutating func answerHello(_ received: ReceivedReply) {
    switch received.reply.outcome {
    case .success:
      extensions = RelayExtensions(received.lines)
      beginEnvelope()
    case .permanentFailure where dialect == .smtp:
      phase = .oldHello
      say(Array("HELO \(hostName)".utf8))
    default: finish(.temporary(serviceRefusal(received.reply)))
    }
  }

  private mutating func answerOldHello(_ reply: Reply) {
    guard reply.outcome == .success else { return finish(.temporary(serviceRefusal(reply))) }
    beginEnvelope()
  }

  private func serviceRefusal(_ reply: Reply) -> Reply {
    Reply(451, .init(4, 3, 2), "The relay does not serve us: \(reply)")
  }

  // MARK: Envelope

  private mutating func beginEnvelope() {
    if let obstacle = outgoing.obstacle(extensions) { return finish(.permanent(obstacle)) }
    phase = .envelope
    if extensions.pipelining {
      for step in steps { say(command(step)) }
    } else {
      say(command(.mail))
    }
  }

  private func command(_ step: Step) -> [UInt8] {
    switch step {
    case .mail: outgoing.mailCommand(extensions)
    case .recipient(let index):
      Array("RCPT TO:<".utf8) + outgoing.envelope.forwardPaths[index].octets + ">".utf8
    case .data: Array("DATA".utf8)
    }
  }

  private mutating func answerStep(_ reply: Reply) {
    let step = steps[answeredSteps]
    answeredSteps += 1
    switch step {
    case .mail: answerSender(reply)
    case .recipient(let index): answerRecipient(index, reply)
    case .data: answerData(reply)
    }
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
    guard steps[answeredSteps] == .data, pending.isEmpty else { return sayNextStep() }
    giveUp(.temporary(reply))
  }

  /// "Too many recipients" once was 552: those are to be tried again (RFC 5321 §4.5.3.1.10).
  private static func recipientRefusal(_ reply: Reply) -> Reply {
    let isTooMany = reply.code == 552 && (reply.status ?? .init(5, 5, 3)) == .init(5, 5, 3)
    return isTooMany ? Reply(452, .init(4, 5, 3), reply.text) : reply
  }

  private mutating func sayNextStep() {
    if !extensions.pipelining { say(command(steps[answeredSteps])) }
  }

  /// Ends without having sent the mail.
  ///
  /// With pipelining DATA is on its way: the relay might be waiting for a mail and take QUIT for a
  /// part of it, so the connection is dropped.
  private mutating func giveUp(_ rest: RecipientResult) {
    guard extensions.pipelining else { return finish(rest) }
    results = results.map { $0 ?? rest }
    breakOff(rest.reply)
  }

  private mutating func answerData(_ reply: Reply) {
    guard reply.code == 354, let stuffed = outgoing.stuffed else {
      return finish(RecipientResult(reply.outcome == .success ? Self.outOfTurn(reply) : reply))
    }
    phase = .mail
    send(stuffed)
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
