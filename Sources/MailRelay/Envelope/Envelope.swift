// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the body of a mail may hold: `BODY=` (RFC 6152, RFC 3030).
public enum BodyKind: Hashable, Sendable {
  /// Lines of octets below 128.
  case sevenBit
  /// Lines of any octets.
  case eightBitMIME
  /// Any octets: what looks like a line end need not be one, so only BDAT can carry it.
  case binaryMIME

  /// Reads the value of BODY.
  init?(keyword: some StringProtocol) {
    switch keyword.uppercased() {
    case "7BIT": self = .sevenBit
    case "8BITMIME": self = .eightBitMIME
    case "BINARYMIME": self = .binaryMIME
    default: return nil
    }
  }
}

/// Who sent a mail, who gets it, and what its transport must be able to carry.
///
/// Recipients exist only here: a mail's header need not name them. An envelope is always whole: it
/// has 1 to 1000 recipients, and non-ASCII addresses only under ``AddressEncoding/utf8``.
public struct Envelope: Hashable, Sendable {
  /// The sender, which may be null.
  public let reversePath: ReversePath
  /// The recipients in the order they were named; repetitions are kept.
  public let forwardPaths: [MailAddress]
  /// What the sender declared of the body.
  public let bodyKind: BodyKind
  /// Whether the sender asked for SMTPUTF8.
  public let encoding: AddressEncoding
  /// How many radio links the mail has crossed before this one, 0 to ``hopsMax``.
  public private(set) var hops = 0

  /// The most radio links that can be counted.
  public static let hopsMax = 7

  /// Makes an envelope.
  ///
  /// - Throws: ``EnvelopeError/noRecipients``, ``EnvelopeError/tooManyRecipients``, or
  ///   `badSender`/`badRecipient` for an address that ``encoding`` does not allow.
  public init(
    from reversePath: ReversePath, to forwardPaths: [MailAddress],
    bodyKind: BodyKind = .sevenBit, encoding: AddressEncoding = .ascii
  ) throws(EnvelopeError) {
    guard !forwardPaths.isEmpty else { throw .noRecipients }
    guard forwardPaths.count <= Limits.recipients else { throw .tooManyRecipients }
    if encoding == .ascii {
      guard reversePath.encoding == .ascii else { throw .badSender(.needsSMTPUTF8) }
      if let index = forwardPaths.firstIndex(where: { $0.encoding == .utf8 }) {
        throw .badRecipient(index: index, .needsSMTPUTF8)
      }
    }
    self.reversePath = reversePath
    self.forwardPaths = forwardPaths
    self.bodyKind = bodyKind
    self.encoding = encoding
  }

  /// The same envelope after so many radio links; nil when there are too many to be counted.
  public func after(hops: Int) -> Envelope? {
    guard (0...Self.hopsMax).contains(hops) else { return nil }
    var envelope = self
    envelope.hops = hops
    return envelope
  }
}

/// Why something is no envelope.
public enum EnvelopeError: Error, Hashable, Sendable {
  /// There is no recipient.
  case noRecipients
  /// There are more than 1000 recipients.
  case tooManyRecipients
  /// The coded form is longer than any envelope can be.
  case tooLong
  /// The first line has a flag that is unknown, repeated or out of order.
  case badFlags
  /// The sender is no address, or not one that the flags allow.
  case badSender(MailAddressError)
  /// The recipient at this place, counted from 0, is no address, or not one that the flags allow.
  case badRecipient(index: Int, MailAddressError)
}
