// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailRelay

/// Mail that leaves by another way than the air, in batches of SMTP.
extension GatewayCore {
  /// The names of the mails that wait for a peer, held ones too.
  ///
  /// - Throws: ``QueueRefusal``.
  package func waitingMails(for name: String) throws(QueueRefusal) -> WaitingMails {
    let peer = try peer(called: name)
    do throws(SpoolError) {
      return WaitingMails(
        gateway: settings.name, peer: name, ids: try spool.waitingNames(for: peer.key))
    } catch {
      throw .unavailable(error.description)
    }
  }

  /// A mail for the recipients behind a peer, as it stands in a batch.
  ///
  /// - Throws: ``QueueRefusal``.
  package func batched(_ id: String, for name: String) throws(QueueRefusal) -> BatchedMail {
    let peer = try peer(called: name)
    let found: (mail: NamedMail, transaction: MailTransaction?)?
    do throws(SpoolError) {
      if let mail = try spool.mail(named: id) {
        found = (mail, try spool.transaction(of: mail.row, to: peer.key))
      } else {
        found = nil
      }
    } catch {
      throw .unavailable(error.description)
    }
    guard let found else { throw .unknownMail(id) }
    guard let transaction = found.transaction else {
      throw .conflict("\(found.mail.publicID) waits for \(name) no longer")
    }
    guard BearerAddress.bearer(in: transaction.envelope) == nil else {
      return BatchedMail(
        id: found.mail.publicID, octets: nil, refusal: "it is a file of a bearer, and lies there")
    }
    do throws(BatchRefusal) {
      let writer = BatchWriter(.session(HostName(settings.name)))
      return BatchedMail(id: found.mail.publicID, octets: Data(try writer.encoded(transaction)))
    } catch {
      return BatchedMail(id: found.mail.publicID, octets: nil, refusal: error.description)
    }
  }
}
