// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail that came in at the door, and its envelope.
public struct MailTransaction: Hashable, Sendable {
  /// Sender, the recipients that were not refused, and what was declared.
  public let envelope: Envelope
  /// The octets of the mail as DATA carried them: CRLF lines, dots unstuffed, nothing added.
  public let mail: [UInt8]
  /// The name the relay gave in LHLO; proves nothing.
  public let clientName: String

  /// Makes a transaction.
  public init(envelope: Envelope, mail: [UInt8], clientName: String) {
    self.envelope = envelope
    self.mail = mail
    self.clientName = clientName
  }
}

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

  /// Makes an inquiry about the first recipient of a mail, or a later one.
  public init(
    recipient: MailAddress, sender: ReversePath, accepted: [MailAddress] = [],
    bodyKind: BodyKind = .sevenBit, encoding: AddressEncoding = .ascii,
    declaredOctets: Int? = nil
  ) {
    self.recipient = recipient
    self.sender = sender
    self.accepted = accepted
    self.bodyKind = bodyKind
    self.encoding = encoding
    self.declaredOctets = declaredOctets
  }
}

/// Decides about the mail that comes in at a door.
public protocol MailAcceptor: Sendable {
  /// Judges one recipient: 250 takes it, 4yz or 5yz refuses it.
  ///
  /// Refusals here are the cheap ones: the relay has not sent the mail yet.
  func judge(_ inquiry: RecipientInquiry) async -> Reply

  /// Takes a mail: one reply for each recipient, in the order of the envelope.
  ///
  /// 250 is said only when the mail is safe on disk; from then on it is ours. The relay may be gone
  /// before the replies reach it, and then sends the same octets again.
  func accept(_ transaction: MailTransaction) async -> [Reply]
}
