// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension MailAcceptor {
  /// Hands in a mail that came whole, not by a dialogue: each recipient is judged, then the mail is
  /// taken for those that were not refused.
  ///
  /// One reply for each recipient, in the order of the envelope.
  public func hand(_ transaction: MailTransaction) async -> [Reply] {
    let envelope = transaction.envelope
    if let defect = transaction.defect { return envelope.forwardPaths.map { _ in defect } }
    var replies: [Reply] = []
    var taken: [Int] = []
    for (place, recipient) in envelope.forwardPaths.enumerated() {
      let inquiry = RecipientInquiry(
        recipient: recipient, sender: envelope.reversePath,
        accepted: taken.map { envelope.forwardPaths[$0] }, bodyKind: envelope.bodyKind,
        encoding: envelope.encoding, declaredOctets: transaction.mail.count,
        request: transaction.request,
        recipientRequest: transaction.request.recipient(at: place))
      replies.append(await judge(inquiry))
      if replies[place].outcome == .success { taken.append(place) }
    }
    guard !taken.isEmpty else { return replies }
    let final: [Reply]
    do {
      final = await accept(try transaction.restricted(to: taken))
    } catch {
      return envelope.forwardPaths.map { _ in .localFault }
    }
    for (index, place) in taken.enumerated() {
      replies[place] = index < final.count ? final[index] : .localFault
    }
    return replies
  }
}

extension MailTransaction {
  /// The same mail for the recipients at these places only.
  ///
  /// - Throws: ``EnvelopeError`` when there are none.
  package func restricted(to places: [Int]) throws(EnvelopeError) -> MailTransaction {
    let part = try Envelope(
      from: envelope.reversePath, to: places.map { envelope.forwardPaths[$0] },
      bodyKind: envelope.bodyKind, encoding: envelope.encoding)
    return MailTransaction(
      envelope: part, mail: mail, clientName: clientName, request: request.restricted(to: places),
      dialect: dialect)
  }
}
