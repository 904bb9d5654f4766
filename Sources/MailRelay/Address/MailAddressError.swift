// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why some octets are no mailbox.
public enum MailAddressError: Error, Hashable, Sendable {
  /// There is nothing.
  case empty
  /// The mailbox is longer than 254 octets.
  case tooLong
  /// The local part is longer than 64 octets.
  case localPartTooLong
  /// The domain is longer than 255 octets or one of its labels longer than 63.
  case domainTooLong
  /// There is no `@` after the local part.
  case missingDomain
  /// The local part is neither a dot-string nor a quoted string.
  case badLocalPart
  /// The domain is no sequence of labels joined by dots.
  case badDomain
  /// The address literal is neither IPv4 nor IPv6.
  case badLiteral
  /// There is a control character or a line separator.
  case controlCharacter
  /// The octets are no well-formed UTF-8.
  case notUTF8
  /// There are non-ASCII characters where SMTPUTF8 was not asked for.
  case needsSMTPUTF8

  /// The reply that tells the sender of `path` what is wrong with it.
  package func reply(for path: some Collection<UInt8>) -> Reply {
    let shown = String(decoding: path, as: UTF8.self)
    return switch self {
    case .needsSMTPUTF8:
      Reply(553, .init(5, 6, 7), "<\(shown)> has non-ASCII characters; send SMTPUTF8 with MAIL")
    default:
      Reply(553, .init(5, 1, 3), "<\(shown)> is not an address: \(reason)")
    }
  }

  private var reason: String {
    switch self {
    case .empty: "it is empty"
    case .tooLong: "it is longer than \(Limits.mailboxOctets) octets"
    case .localPartTooLong: "the part before @ is longer than \(Limits.localPartOctets) octets"
    case .domainTooLong: "the domain is too long"
    case .missingDomain: "it has no domain, as in postmaster@camp.example"
    case .badLocalPart: "the part before @ is malformed"
    case .badDomain: "the domain is malformed"
    case .badLiteral: "only [1.2.3.4] and [IPv6:2001:db8::1] may stand for a domain"
    case .controlCharacter: "it has a control character"
    case .notUTF8: "it is not UTF-8"
    case .needsSMTPUTF8: "it has non-ASCII characters"
    }
  }
}
