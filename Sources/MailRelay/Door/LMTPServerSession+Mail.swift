// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// From DATA to the replies, one for each recipient (RFC 2033 §4.2).
extension LMTPServerSession {
  mutating func data() {
    guard let transaction else { return fault(Reply(503, .init(5, 5, 1), "Say MAIL first")) }
    guard !transaction.recipients.isEmpty else {
      return fault(Reply(503, .init(5, 5, 1), "No recipient was taken"))
    }
    phase = .mail(DotReader(octetsMax: configuration.mailOctetsMax))
    reply(code: 354, lines: ["Send the mail, then a line with a dot alone"])
  }

  mutating func endMail(_ outcome: DotReader.Outcome) {
    switch outcome {
    case .mail(let octets): accept(octets)
    case .tooBig(let octets): refuseAll(tooBig(octets))
    case .endless: close(Reply(421, .init(4, 3, 4), "The mail does not end; closing"))
    case .bareLineEnd:
      refuseAll(
        Reply(550, .init(5, 5, 2), "The mail has a bare CR or LF; lines must end in CR LF"))
    }
  }

  private mutating func accept(_ mail: [UInt8]) {
    guard let transaction else { return phase = .commands }
    do throws(EnvelopeError) {
      let envelope = try Envelope(
        from: transaction.sender, to: transaction.recipients,
        bodyKind: transaction.parameters.bodyKind, encoding: transaction.parameters.encoding)
      phase = .accepting(recipients: envelope.forwardPaths.count)
      perform(
        .accept(
          MailTransaction(envelope: envelope, mail: mail, clientName: clientName ?? "")))
    } catch {
      refuseAll(.localFault)
    }
  }

  private mutating func refuseAll(_ reply: Reply) {
    answer(transaction?.recipients.count ?? 0, [], otherwise: reply)
  }

  /// Sends the replies; a recipient the acceptor forgot is told to come back.
  mutating func answer(_ count: Int, _ replies: [Reply], otherwise: Reply = .localFault) {
    phase = .commands
    transaction = nil
    let final = (0..<count).map { index in
      let reply = index < replies.count ? replies[index] : otherwise
      return reply.outcome == .intermediate ? .localFault : reply
    }
    if final.contains(where: { $0.outcome == .success }) { forgiveFaults() }
    for each in final { reply(each) }
  }
}

extension Reply {
  /// What is said when our own software broke its word.
  static let localFault = Reply(451, .init(4, 3, 0), "A fault of this gateway; try again later")
}
