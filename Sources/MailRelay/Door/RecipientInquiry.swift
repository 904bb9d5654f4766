// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A recipient to be judged at RCPT, and what is known of the mail by then.
public struct RecipientInquiry: Hashable, Sendable {
  /// Whom the mail is for.
  public let recipient: MailAddress
  /// Who sent it.
  public let sender: ReversePath
  /// The recipients of the same mail that have been taken already.
  public let accepted: [MailAddress]
  /// What the body was declared to be.
  public let bodyKind: BodyKind
  /// Whether SMTPUTF8 was asked for.
  public let encoding: AddressEncoding
  /// The octets that MAIL announced with SIZE.
  public let declaredOctets: Int?
  /// What MAIL asked of the transport; says nothing of recipients yet.
  public let request: DeliveryRequest
  /// What was asked for this recipient.
  public let recipientRequest: RecipientRequest

  /// Makes an inquiry about the first recipient of a mail, or a later one.
  public init(
    recipient: MailAddress, sender: ReversePath, accepted: [MailAddress] = [],
    bodyKind: BodyKind = .sevenBit, encoding: AddressEncoding = .ascii,
    declaredOctets: Int? = nil, request: DeliveryRequest = DeliveryRequest(),
    recipientRequest: RecipientRequest = RecipientRequest()
  ) {
    self.recipient = recipient
    self.sender = sender
    self.accepted = accepted
    self.bodyKind = bodyKind
    self.encoding = encoding
    self.declaredOctets = declaredOctets
    self.request = request
    self.recipientRequest = recipientRequest
  }
}
