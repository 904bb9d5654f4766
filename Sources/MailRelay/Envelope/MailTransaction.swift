// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail with its envelope and what was asked for it: what one MAIL, RCPT, DATA sequence carries.
public struct MailTransaction: Hashable, Sendable {
  /// Sender, the recipients that were not refused, and what was declared.
  public let envelope: Envelope
  /// The octets of the mail: CRLF lines, dots unstuffed, nothing added; with BODY=BINARYMIME any
  /// octets.
  public let mail: [UInt8]
  /// The name the relay gave in LHLO or EHLO; proves nothing.
  public let clientName: String
  /// What the sender asked of the transport.
  public let request: DeliveryRequest
  /// How it came in: with ``MailDialect/smtp`` the relay hears one reply for all recipients, and
  /// whoever takes the mail for some reports about the others.
  public let dialect: MailDialect

  /// Makes a transaction.
  public init(
    envelope: Envelope, mail: [UInt8], clientName: String = "",
    request: DeliveryRequest = DeliveryRequest(), dialect: MailDialect = .lmtp
  ) {
    self.envelope = envelope
    self.mail = mail
    self.clientName = clientName
    self.request = request
    self.dialect = dialect
  }
}
