// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Whom the sender named at first, before aliases and forwards: `ORCPT=` (RFC 3461 §4.2, RFC 6533).
public struct OriginalRecipient: Hashable, Sendable {
  /// The kind of address in lower case, such as `rfc822` or `utf-8`.
  public let addressType: String
  /// The address: one line of text, ASCII unless the type is `utf-8`.
  public let address: String

  private static let utf8Type = "utf-8"

  /// Takes an address; nil when type or address cannot stand in ORCPT.
  public init?(addressType: String, address: String) {
    let type = addressType.lowercased()
    guard (1...32).contains(type.utf8.count),
      type.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }),
      !address.isEmpty, !address.utf8.contains(where: \.isASCIIControl),
      type == Self.utf8Type || address.utf8.allSatisfy({ $0 < 0x80 })
    else { return nil }
    guard !address.unicodeScalars.contains(where: AddressGrammar.isLineBreaking) else { return nil }
    self.addressType = type
    self.address = address
    guard parameter.utf8.count <= Limits.originalRecipientOctets else { return nil }
  }

  /// The address of an envelope.
  public init?(_ address: MailAddress) {
    self.init(
      addressType: address.encoding == .ascii ? "rfc822" : Self.utf8Type,
      address: address.description)
  }

  /// Reads the value of ORCPT.
  init?(parsing value: some StringProtocol) {
    guard value.utf8.count <= Limits.originalRecipientOctets else { return nil }
    let parts = value.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let type = parts[0].lowercased()
    let address =
      type == Self.utf8Type
      ? Xtext.unescaped(parts[1])
      : Xtext.decoded(parts[1]).flatMap { String(validating: $0, as: UTF8.self) }
    guard let address else { return nil }
    self.init(addressType: type, address: address)
  }

  /// The value of ORCPT, in ASCII.
  var parameter: String {
    addressType == Self.utf8Type
      ? "\(addressType);\(Xtext.escaped(address))"
      : "\(addressType);\(Xtext.encoded(address.utf8))"
  }
}
