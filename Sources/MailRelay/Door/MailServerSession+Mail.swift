// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// From DATA or BDAT to the replies: one for each recipient in LMTP (RFC 2033 §4.2), one in SMTP.
extension MailServerSession {
  mutating func data() {
    guard let transaction else { return fault(Reply(503, .init(5, 5, 1), "Say MAIL first")) }
    guard !transaction.recipients.isEmpty else {
      return fault(Reply(503, .init(5, 5, 1), "No recipient was taken"))
    }
    guard transaction.chunks == nil, transaction.parameters.bodyKind != .binaryMIME else {
      return fault(Reply(503, .init(5, 5, 1), "This mail comes by BDAT, not by DATA (RFC 3030)"))
    }
    let declared = transaction.parameters.declaredOctets ?? 0
    if needsRoom(declared) { waitForRoom(for: .data, octets: declared) } else { readMail() }
  }

  mutating func readMail() {
    var reader = DotReader(octetsMax: configuration.mailOctetsMax)
    if hasRoom { reader.expect(roomOctets) }
    phase = .mail(reader)
    reply(code: 354, lines: ["Send the mail, then a line with a dot alone"])
  }

  mutating func endMail(_ outcome: DotReader.Outcome) {
    switch outcome {
    case .mail(let octets): accept(octets)
    case .tooBig(let octets): refuseAll(tooBig(octets))
    case .endless: close(Reply(421, .init(4, 3, 4), "The mail does not end; closing"))
    case .bareLineEnd: refuseAll(.bareLineEnd)
    }
  }

  // MARK: Chunks

  /// Begins to read a chunk; one that nobody waits for is read as well, and thrown away.
  mutating func chunk(_ octets: Int, isLast: Bool) {
    let fresh = ChunkedMail(octetsMax: configuration.mailOctetsMax)
    let chunks = transaction?.chunks ?? fresh
    guard chunks.mayRead(octets) else {
      return close(Reply(421, .init(4, 3, 4), "The mail does not end; closing"))
    }
    transaction?.chunks = chunks
    let all = chunks.length + octets
    if transaction != nil, all <= configuration.mailOctetsMax, needsRoom(all) {
      let declared = transaction?.parameters.declaredOctets ?? 0
      waitForRoom(for: .chunk(octets: octets, isLast: isLast), octets: max(all, declared))
    } else {
      phase = .chunk(remaining: octets, isLast: isLast)
    }
  }

  /// Takes what there is of a chunk from the input; true when the chunk is whole.
  mutating func readChunk(_ remaining: Int, isLast: Bool) -> Bool {
    let piece = input.prefix(remaining)
    input = input.dropFirst(piece.count)
    transaction?.chunks?.append(piece)
    phase = .chunk(remaining: remaining - piece.count, isLast: isLast)
    return piece.count == remaining
  }

  mutating func endChunk(isLast: Bool) {
    phase = .commands
    guard let transaction, let chunks = transaction.chunks else {
      return fault(Reply(503, .init(5, 5, 1), "Say MAIL first"))
    }
    guard !transaction.recipients.isEmpty else {
      self.transaction?.chunks = nil
      leaveRoom()
      return fault(Reply(503, .init(5, 5, 1), "No recipient was taken"))
    }
    guard isLast else {
      return reply(Reply(250, .init(2, 0, 0), "\(chunks.length) octets so far"))
    }
    if chunks.isTooBig { refuseAll(tooBig(chunks.length)) } else { accept(chunks.octets) }
  }

  // MARK: The whole mail

  private mutating func accept(_ mail: [UInt8]) {
    guard let transaction else { return phase = .commands }
    if let defect = MailTransaction.defect(of: mail, transaction.parameters.bodyKind) {
      return refuseAll(defect)
    }
    do throws(EnvelopeError) {
      let envelope = try Envelope(
        from: transaction.sender, to: transaction.recipients.map(\.address),
        bodyKind: transaction.parameters.bodyKind, encoding: transaction.parameters.encoding)
      var request = transaction.parameters.request
      request.recipients = transaction.recipients.map(\.request)
      phase = .accepting(recipients: envelope.forwardPaths.count)
      perform(
        .accept(
          MailTransaction(
            envelope: envelope, mail: mail, clientName: clientName ?? "", request: request,
            dialect: dialect)))
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
    forgetMail()
    let final = (0..<count).map { index in
      let reply = index < replies.count ? replies[index] : otherwise
      return reply.outcome == .intermediate ? .localFault : reply
    }
    if final.contains(where: { $0.outcome == .success }) { forgiveFaults() }
    switch dialect {
    case .lmtp: for each in final { reply(each) }
    case .smtp: reply(Self.one(of: final))
    }
  }

  /// The one reply for all recipients: a temporary failure, so that nobody is forgotten; else a
  /// success, since somebody has the mail already; else the first refusal.
  private static func one(of replies: [Reply]) -> Reply {
    for outcome in [Reply.Outcome.temporaryFailure, .success] {
      if let reply = replies.first(where: { $0.outcome == outcome }) { return reply }
    }
    return replies.first ?? .localFault
  }
}

extension Reply {
  /// What is said when our own software broke its word.
  static let localFault = Reply(451, .init(4, 3, 0), "A fault of this gateway; try again later")
  /// What is said to a mail that may hide a second one.
  static let bareLineEnd = Reply(
    550, .init(5, 5, 2), "The mail has a bare CR or LF; lines must end in CR LF")
}
