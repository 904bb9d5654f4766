// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a ``SubmissionCommand`` makes of its standard input.
public enum Submission: Hashable, Sendable {
  /// One mail.
  case mail(MailTransaction)
  /// The mails of a batch, and its faults.
  case batch([BatchReader.Item])

  /// What a command line and a mail may leave unsaid.
  public struct Defaults: Hashable, Sendable {
    /// Who sends.
    public var sender: ReversePath
    /// What is put behind a name alone.
    public var domain: HostName
    /// When.
    public var date: MailDate
    /// A Message-ID's part before `@`, for a mail that has none: letters, digits, `.`, `-`, `_`.
    public var messageID: String
    /// The largest mail that is taken, in octets.
    public var octetsMax: Int

    /// Makes defaults.
    public init(
      sender: ReversePath, domain: HostName, date: MailDate, messageID: String, octetsMax: Int
    ) {
      self.sender = sender
      self.domain = domain
      self.date = date
      self.messageID = HostName(messageID).text
      self.octetsMax = octetsMax
    }
  }

  /// Reads all of standard input; any octets may be given.
  ///
  /// sendmail adds the fields From, Date and Message-ID where they are missing, and takes Bcc away
  /// with `-t`; else the mail stays as it is, but for its line ends.
  ///
  /// - Throws: ``SubmissionError``.
  public init(
    _ command: SubmissionCommand, input: [UInt8], defaults: Defaults
  ) throws(SubmissionError) {
    switch command.input {
    case .batch: self = .batch(Self.items(input, octetsMax: defaults.octetsMax))
    case .mail:
      guard input.count <= defaults.octetsMax else { throw .tooBig(octetsMax: defaults.octetsMax) }
      self = .mail(try Self.transaction(command, input, defaults))
    }
  }

  private static func items(_ input: [UInt8], octetsMax: Int) -> [BatchReader.Item] {
    var reader = BatchReader(octetsMax: octetsMax)
    var items: [BatchReader.Item] = []
    reader.append(input)
    while let item = reader.next() { items.append(item) }
    if let item = reader.finish() { items.append(item) }
    return items
  }

  private static func transaction(
    _ command: SubmissionCommand, _ input: [UInt8], _ defaults: Defaults
  ) throws(SubmissionError) -> MailTransaction {
    let endsAtDot = command.personality == .sendmail && !command.ignoresDots
    var mail = try UnixText(input, endsAtDot: endsAtDot).octets
    let from = FromLine(of: mail)
    mail.removeFirst(from.octets)
    var sender = command.sender ?? defaults.sender
    var recipients = command.recipients
    switch command.personality {
    case .rmail:
      if let text = from.sender {
        sender = try SubmissionCommand.sender(text, defaults.domain)
      }
    case .sendmail:
      if command.readsRecipients {
        let header = try HeaderRecipients(of: mail, defaultDomain: defaults.domain)
        (recipients, mail) = (header.addresses, header.mailWithoutBcc)
      }
      mail = MissingFields(sender, command.fullName, defaults).added(to: mail)
    }
    return try transaction(command, sender, recipients, mail)
  }

  private static func transaction(
    _ command: SubmissionCommand, _ sender: ReversePath, _ recipients: [MailAddress],
    _ mail: [UInt8]
  ) throws(SubmissionError) -> MailTransaction {
    let isInternational =
      sender.encoding == .utf8 || recipients.contains { $0.encoding == .utf8 }
    let hasEightBit = mail.contains { $0 >= 0x80 }
    var request = command.request
    if let notify = command.notify {
      request.recipients = recipients.map { _ in RecipientRequest(notify: notify) }
    }
    do throws(EnvelopeError) {
      let envelope = try Envelope(
        from: sender, to: recipients,
        bodyKind: hasEightBit ? .eightBitMIME : command.bodyKind ?? .sevenBit,
        encoding: isInternational ? .utf8 : .ascii)
      return MailTransaction(envelope: envelope, mail: mail, request: request)
    } catch {
      throw .noRecipients
    }
  }
}
