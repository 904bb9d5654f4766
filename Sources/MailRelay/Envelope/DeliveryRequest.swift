// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How much of a mail its sender wants back with a report of failure: `RET=` (RFC 3461 §4.3).
public enum ReturnedContent: String, Hashable, Sendable {
  /// The whole mail.
  case full = "FULL"
  /// The header alone.
  case headers = "HDRS"
}

/// What a sender asked of the transport, beyond carrying the mail to its recipients.
///
/// It stands apart from the ``Envelope``: reports are written by the gateway that took the mail
/// from its relay, so nothing of this need go on the air, and a mail that is handed over again with
/// less time left in BY is still the same mail.
public struct DeliveryRequest: Hashable, Sendable {
  /// MT-PRIORITY; nil when the sender did not say.
  public var priority: MailPriority?
  /// BY, counted from the moment the mail was taken; nil when there is no deadline.
  public var deliverBy: DeliverBy?
  /// RET; nil when the sender leaves it to us.
  public var returnedContent: ReturnedContent?
  /// ENVID; nil when the sender gave none.
  public var envelopeID: EnvelopeID?
  /// The requests about single recipients, in the order of the envelope; those at the end for whom
  /// nothing was asked may be missing.
  public var recipients: [RecipientRequest]

  /// Makes a request; without arguments, that of a sender who asked for nothing.
  public init(
    priority: MailPriority? = nil, deliverBy: DeliverBy? = nil,
    returnedContent: ReturnedContent? = nil, envelopeID: EnvelopeID? = nil,
    recipients: [RecipientRequest] = []
  ) {
    self.priority = priority
    self.deliverBy = deliverBy
    self.returnedContent = returnedContent
    self.envelopeID = envelopeID
    self.recipients = recipients
  }

  /// What was asked for the recipient at this place of the envelope.
  public func recipient(at index: Int) -> RecipientRequest {
    recipients.indices.contains(index) ? recipients[index] : RecipientRequest()
  }

  /// The same request for the recipients at these places of the envelope.
  public func restricted(to positions: some Sequence<Int>) -> DeliveryRequest {
    var request = self
    request.recipients = positions.map(recipient)
    return request
  }
}
