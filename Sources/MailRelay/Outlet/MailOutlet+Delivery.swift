// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore
internal import NIOPosix

/// Handing a mail over.
extension MailOutlet {
  /// Hands over a mail and tells what became of it for each recipient, in the envelope's order.
  ///
  /// It never fails as a whole: what goes wrong is a temporary result. LMTP, SMTP and commands hand
  /// over at least once (see ``MailClientSession`` for the one window); a Maildir hands over once
  /// for each `deliveryID`, and drops the envelope, for which Maildir has no place. A
  /// ``DeliveryAgent`` does the same and keeps connections for the next mail.
  public func deliver(
    _ envelope: Envelope, mail: [UInt8], deliveryID: DeliveryID,
    as hostName: HostName = HostName("localhost"), request: DeliveryRequest = DeliveryRequest()
  ) async -> [RecipientResult] {
    let transaction = MailTransaction(envelope: envelope, mail: mail, request: request)
    if let relay {
      return await relay.deliver(transaction, as: hostName)
    }
    return await store(transaction, id: deliveryID)
  }

  /// The relay to talk to; nil where mail is not handed over by a dialogue.
  var relay: RelayAddress? {
    switch self {
    case .lmtp(let address): RelayAddress(dialect: .lmtp, address: address)
    case .smtp(let address): RelayAddress(dialect: .smtp, address: address)
    case .pipe, .maildir: nil
    }
  }

  /// Gives a mail to a command or a Maildir, on a thread that may wait.
  func store(_ transaction: MailTransaction, id: DeliveryID) async -> [RecipientResult] {
    let work: @Sendable () -> [RecipientResult]
    switch self {
    case .lmtp, .smtp: return []
    case .pipe(let command): work = { command.deliver(transaction) }
    case .maildir(let path):
      work = {
        let result = Maildir(path: path, files: DurableFiles()).deliver(transaction.mail, id: id)
        return transaction.envelope.forwardPaths.map { _ in result }
      }
    }
    do {
      return try await NIOThreadPool.singleton.runIfActive(work)
    } catch {
      let reply = Reply(451, .init(4, 3, 2), "The gateway is going down")
      return transaction.envelope.forwardPaths.map { _ in .temporary(reply) }
    }
  }
}
