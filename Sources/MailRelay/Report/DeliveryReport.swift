// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A delivery status notification: tells the sender what became of a mail (RFC 3464, RFC 6522).
///
/// It has three parts: a text for people, the fields for machines, and the mail or its header. With
/// UTF-8 in addresses they have the forms of RFC 6533. The same values give the same octets.
public struct DeliveryReport: Hashable, Sendable {
  /// What makes a report a mail of its own.
  public struct Stamp: Hashable, Sendable {
    /// When it was written.
    public var date: MailDate
    /// The part of its Message-ID before `@`: letters, digits, `.`, `-` and `_`.
    public var id: String

    /// Makes a stamp; other characters of the id become `-`.
    public init(date: MailDate, id: String) {
      self.date = date
      self.id = HostName(id).text.replacing("[", with: "-").replacing("]", with: "-")
        .replacing(":", with: "-")
    }
  }

  let sender: MailAddress
  let transaction: MailTransaction
  let fates: [RecipientFate]
  let reporter: HostName
  let arrival: MailDate?
  let airtime: Duration?

  /// Makes the report on a mail that this gateway took; nil when its sender is not to be told:
  /// there is none, the mail is a report itself, or nobody asked about any of these fates.
  ///
  /// - Parameters:
  ///   - transaction: The mail.
  ///   - fates: One for each recipient that there is news of.
  ///   - reporter: This gateway.
  ///   - arrival: When the mail was taken.
  ///   - airtime: What the mail costs on the air; nil when that is not known.
  public init?(
    on transaction: MailTransaction, fates: [RecipientFate], reporter: HostName,
    arrival: MailDate? = nil, airtime: Duration? = nil
  ) {
    guard case .mailbox(let sender) = transaction.envelope.reversePath,
      !MailHeader(of: transaction.mail).isDeliveryReport
    else { return nil }
    let told = fates.filter { fate in
      transaction.envelope.forwardPaths.indices.contains(fate.position)
        && transaction.request.recipient(at: fate.position).conditions
          .contains(fate.action.condition)
    }
    guard !told.isEmpty else { return nil }
    self.sender = sender
    self.transaction = transaction
    self.fates = told
    self.reporter = reporter
    self.arrival = arrival
    self.airtime = airtime
  }

  /// Whether an address needs the forms of RFC 6533.
  var isInternational: Bool {
    sender.encoding == .utf8 || fates.contains { address(of: $0).encoding == .utf8 }
  }

  func address(of fate: RecipientFate) -> MailAddress {
    transaction.envelope.forwardPaths[fate.position]
  }

  /// The worst of the fates, which the subject tells.
  package var gist: RecipientFate.Action {
    let order: [RecipientFate.Action] = [.failed, .delayed, .relayed]
    return order.first { action in fates.contains { $0.action == action } } ?? .delivered
  }

  /// The report as a mail to the sender; its own failure is told to nobody.
  ///
  /// - Throws: ``EnvelopeError``, never for a report that this type has made.
  public func transaction(_ stamp: Stamp) throws(EnvelopeError) -> MailTransaction {
    let mail = encoded(stamp)
    let hasEightBit = mail.contains { $0 >= 0x80 }
    let envelope = try Envelope(
      from: .null, to: [sender], bodyKind: hasEightBit ? .eightBitMIME : .sevenBit,
      encoding: isInternational ? .utf8 : .ascii)
    return MailTransaction(
      envelope: envelope, mail: mail,
      request: DeliveryRequest(recipients: [RecipientRequest(notify: .never)]))
  }
}
