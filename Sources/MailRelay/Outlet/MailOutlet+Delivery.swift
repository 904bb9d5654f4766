// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore
internal import NIOPosix

/// Handing a mail over.
extension MailOutlet {
  /// Hands over a mail and tells what became of it for each recipient, in the envelope's order.
  ///
  /// It never fails as a whole: what goes wrong is a temporary result. LMTP and SMTP hand over at
  /// least once (see ``MailClientSession`` for the one window); a Maildir hands over once for each
  /// `deliveryID`, and drops the envelope, for which Maildir has no place.
  public func deliver(
    _ envelope: Envelope, mail: [UInt8], deliveryID: DeliveryID,
    as hostName: HostName = HostName("localhost")
  ) async -> [RecipientResult] {
    switch self {
    case .lmtp(let address):
      await RelayConnection(address).run(
        MailClientSession(.lmtp, envelope: envelope, mail: mail, hostName: hostName))
    case .smtp(let address):
      await RelayConnection(address).run(
        MailClientSession(.smtp, envelope: envelope, mail: mail, hostName: hostName))
    case .maildir(let path):
      await Self.store(mail, in: path, envelope: envelope, id: deliveryID)
    }
  }

  private static func store(
    _ mail: [UInt8], in path: String, envelope: Envelope, id: DeliveryID
  ) async -> [RecipientResult] {
    let maildir = Maildir(path: path, files: DurableFiles())
    let result: RecipientResult
    do {
      result = try await NIOThreadPool.singleton.runIfActive { maildir.deliver(mail, id: id) }
    } catch {
      result = .temporary(Reply(451, .init(4, 3, 2), "The gateway is going down"))
    }
    return envelope.forwardPaths.map { _ in result }
  }
}
