// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a mail costs.
public struct PolicySize: Hashable, Sendable {
  /// Octets as they came, header included.
  public var octets: Int
  /// The time on air if nothing could be shortened and nothing is lost.
  public var airtime: Duration

  /// Makes a size.
  public init(octets: Int, airtime: Duration) {
    self.octets = octets
    self.airtime = airtime
  }
}

/// What rules ask of the mail itself: known only once it has been sent.
public struct PolicyMail: Hashable, Sendable {
  /// What it costs.
  public var size: PolicySize
  /// Whether it hides its content.
  public var isEncrypted: Bool
  /// The media types of the mail and of its parts.
  public var mediaTypes: [String]
  /// Who caused it.
  public var origin: MailHeader.Origin
  /// How it was sent to its recipients.
  public var distribution: MailHeader.Distribution

  /// Reads a mail; whether it hides its content is for the caller to find out.
  public init(reading mail: [UInt8], airtime: Duration, isEncrypted: Bool) {
    let header = MailHeader(of: mail)
    size = PolicySize(octets: mail.count, airtime: airtime)
    self.isEncrypted = isEncrypted
    mediaTypes = MediaTypes(of: mail).types
    origin = header.origin
    distribution = header.distribution
  }
}

/// One recipient of a mail, as a ``MailPolicy`` is asked about it.
public struct PolicyQuestion: Hashable, Sendable {
  /// Who sent the mail.
  public var sender: ReversePath
  /// Whom it is for.
  public var recipient: MailAddress
  /// The name of the gateway it would go to.
  public var peer: String
  /// MT-PRIORITY; 0 when the sender did not say.
  public var priority: Int
  /// What MAIL announced with SIZE; nil when it did not.
  public var declared: PolicySize?
  /// The mail; nil at RCPT.
  public var mail: PolicyMail?

  /// Makes a question.
  public init(
    sender: ReversePath, recipient: MailAddress, peer: String, priority: MailPriority? = nil,
    declared: PolicySize? = nil, mail: PolicyMail? = nil
  ) {
    self.sender = sender
    self.recipient = recipient
    self.peer = peer
    self.priority = priority?.level ?? 0
    self.declared = declared
    self.mail = mail
  }
}
