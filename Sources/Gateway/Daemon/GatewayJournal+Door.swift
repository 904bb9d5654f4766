// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Logging
import MailRelay

/// What the door and the relay do, in the log.
extension GatewayJournal {
  /// A recipient was judged; gives the reply on.
  func judged(_ inquiry: RecipientInquiry, _ reply: Reply) -> Reply {
    if reply.outcome != .success {
      let told = RecipientHandover(recipient: inquiry.recipient, result: .permanent(reply))
      logger.notice(
        "door: a recipient was refused: \(told.text(showing: addresses))",
        metadata: ["event": "recipient-refused", "domain": "\(inquiry.recipient.domain)"])
    }
    return reply
  }

  /// A mail was taken, or not, with these actions.
  func taken(_ transaction: MailTransaction, _ actions: [GatewayAction]) {
    for action in actions {
      guard case .notice(.accepted(let id, _, _)) = action else { continue }
      envelope(transaction.envelope, of: id, "accepted")
    }
  }

  /// A mail was answered, for each of its recipients.
  func answered(_ transaction: MailTransaction, _ replies: [Reply]) {
    let recipients = transaction.envelope.forwardPaths
    let refused = zip(recipients, replies).filter { $1.outcome != .success }
    guard let (recipient, reply) = refused.first else { return }
    let told = RecipientHandover(recipient: recipient, result: .permanent(reply))
    let count = "\(refused.count) of \(recipients.count) recipients"
    logger.notice(
      "door: a mail was refused for \(count): \(told.text(showing: addresses))",
      metadata: ["event": "mail-refused"])
  }

  /// A mail goes to the relay here.
  func handingOver(_ job: DeliveryJob) {
    envelope(job.envelope, of: job.publicID, "handing over")
  }

  /// Whose mail it is: for those who asked for it only.
  private func envelope(_ envelope: Envelope, of id: String, _ what: String) {
    let recipients = envelope.forwardPaths.map { "<\($0)>" }.joined(separator: ", ")
    logger.log(
      level: addresses == .shown ? .info : .debug,
      "\(id): \(what), from \(envelope.reversePath) to \(recipients)",
      metadata: ["event": "envelope", "mail": "\(id)"])
  }
}
