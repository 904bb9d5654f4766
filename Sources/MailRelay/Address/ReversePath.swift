// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The sender of an envelope: whom to tell when a mail cannot be delivered (RFC 5321 §4.1.1.2).
public enum ReversePath: Hashable, Sendable {
  /// `<>`: nobody is told; the mail is itself a report.
  case null
  /// A mailbox.
  case mailbox(MailAddress)

  /// The octets between `<` and `>`, none for the null path.
  public var octets: [UInt8] {
    switch self {
    case .null: []
    case .mailbox(let address): address.octets
    }
  }

  /// What an envelope must allow to hold this path.
  public var encoding: AddressEncoding {
    switch self {
    case .null: .ascii
    case .mailbox(let address): address.encoding
    }
  }

  init(parsing octets: some Collection<UInt8>, encoding: AddressEncoding)
    throws(MailAddressError)
  {
    self =
      octets.isEmpty ? .null : .mailbox(try MailAddress(parsing: octets, encoding: encoding))
  }
}

extension ReversePath: CustomStringConvertible {
  /// The path with its angle brackets.
  public var description: String { "<\(String(decoding: octets, as: UTF8.self))>" }
}
