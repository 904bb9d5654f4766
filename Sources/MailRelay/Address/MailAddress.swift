// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Which characters the addresses of a mail may use.
public enum AddressEncoding: Hashable, Sendable {
  /// US-ASCII only.
  case ascii
  /// UTF-8 as well: MAIL FROM said SMTPUTF8 (RFC 6531).
  case utf8
}

/// A mailbox `local-part@domain` that follows the grammar of RFC 5321 §4.1.2 and RFC 6531 §3.3.
///
/// The octets are kept as they came: equality and hash are those of the octets, not of Unicode
/// text. No address holds a control character, so none can break out of a command or header line.
public struct MailAddress: Hashable, Sendable {
  /// The mailbox as it stands between `<` and `>`, at most 254 octets of well-formed UTF-8.
  public let octets: [UInt8]
  private let domainStart: Int

  /// Reads a mailbox without angle brackets.
  ///
  /// - Throws: ``MailAddressError`` for the first rule that is broken.
  public init(
    parsing octets: some Sequence<UInt8>, encoding: AddressEncoding
  ) throws(MailAddressError) {
    let octets = Array(octets)
    try AddressGrammar.checkText(octets, encoding: encoding)
    let at = try AddressGrammar.localPartEnd(octets)
    try AddressGrammar.checkDomain(octets[(at + 1)...])
    self.octets = octets
    self.domainStart = at + 1
  }

  /// Reads a mailbox from text; UTF-8 is allowed.
  ///
  /// - Throws: ``MailAddressError`` for the first rule that is broken.
  public init(_ text: String) throws(MailAddressError) {
    try self.init(parsing: text.utf8, encoding: .utf8)
  }

  /// The local part as it came, quotes included.
  public var localPart: String {
    String(decoding: octets[..<(domainStart - 1)], as: UTF8.self)
  }

  /// The domain or address literal in lower case, for comparison and routing.
  public var domain: String {
    String(decoding: octets[domainStart...], as: UTF8.self).lowercased()
  }

  /// What an envelope must allow to hold this address.
  public var encoding: AddressEncoding {
    octets.allSatisfy { $0 < 0x80 } ? .ascii : .utf8
  }
}

extension MailAddress: CustomStringConvertible {
  /// The mailbox as text.
  public var description: String { String(decoding: octets, as: UTF8.self) }
}
