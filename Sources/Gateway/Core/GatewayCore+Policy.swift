// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
package import MailRelay

/// The operator's rules at the door.
extension GatewayCore {
  /// The refusal of a recipient by a rule that needs not see the mail; nil when there is none.
  func policyRefusal(_ inquiry: RecipientInquiry, peer: PeerRoute) -> Reply? {
    let question = PolicyQuestion(
      sender: inquiry.sender, recipient: inquiry.recipient, peer: peer.name,
      priority: inquiry.request.priority,
      declared: inquiry.declaredOctets.map {
        PolicySize(octets: $0, airtime: airtime(payloadBytes: min($0, settings.maximumMailBytes)))
      })
    guard let verdict = settings.policy.verdict(question), verdict.action == .refuse else {
      return nil
    }
    return verdict.refusal(of: inquiry.recipient)
  }

  /// What the rules say of a mail for each of its recipients, in the order of the envelope.
  package func policyVerdicts(_ transaction: MailTransaction) -> [PolicyVerdict] {
    let recipients = transaction.envelope.forwardPaths
    guard !settings.policy.rules.isEmpty else { return recipients.map { _ in .byDefault } }
    let mail = PolicyMail(
      reading: transaction.mail, airtime: airtime(payloadBytes: transaction.mail.count),
      isEncrypted: HiddenContent.isHidden(in: transaction.mail))
    return recipients.map { recipient in
      let question = PolicyQuestion(
        sender: transaction.envelope.reversePath, recipient: recipient,
        peer: settings.peer(forDomain: recipient.domain)?.name ?? "",
        priority: transaction.request.priority, mail: mail)
      return settings.policy.verdict(question) ?? .byDefault
    }
  }

  /// Stores a mail as the rules say; what is held and what is sent are mails of their own.
  func store(
    _ transaction: MailTransaction, _ header: MailHeader, _ sorting: DoorSorting, at now: Instant
  ) throws(SpoolError) -> (replies: [Reply], actions: [GatewayAction]) {
    var replies = transaction.envelope.forwardPaths.indices.map {
      sorting.refusals[$0] ?? Reply(451, .init(4, 3, 0), "not judged")
    }
    var actions: [GatewayAction] = []
    for (action, places) in sorting.groups {
      let part: MailTransaction
      do {
        part = try transaction.restricted(to: places)
      } catch {
        for place in places { replies[place] = Reply(554, .init(5, 6, 0), "No envelope: \(error)") }
        continue
      }
      let result = try store(part, header, sorting.handling(action, places), at: now)
      for (place, reply) in zip(places, result.replies) { replies[place] = reply }
      actions += result.actions
    }
    return (replies, actions)
  }
}
