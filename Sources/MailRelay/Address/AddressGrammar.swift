// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The rules of RFC 5321 §4.1.2 and §4.1.3, with the UTF-8 of RFC 6531 §3.3.
enum AddressGrammar {
  /// Checks length, control characters, UTF-8 and the allowed encoding.
  static func checkText(
    _ octets: [UInt8], encoding: AddressEncoding
  ) throws(MailAddressError) {
    guard !octets.isEmpty else { throw .empty }
    guard octets.count <= Limits.mailboxOctets else { throw .tooLong }
    guard !octets.contains(where: \.isASCIIControl) else { throw .controlCharacter }
    guard octets.contains(where: { $0 >= 0x80 }) else { return }
    guard let text = String(validating: octets, as: UTF8.self) else { throw .notUTF8 }
    guard !text.unicodeScalars.contains(where: isLineBreaking) else { throw .controlCharacter }
    guard encoding == .utf8 else { throw .needsSMTPUTF8 }
  }

  /// The C1 controls and the two separators that some readers take for a line end.
  static func isLineBreaking(_ scalar: Unicode.Scalar) -> Bool {
    (0x80...0x9F).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value)
  }

  /// The position of the `@` that ends the local part.
  static func localPartEnd(_ octets: [UInt8]) throws(MailAddressError) -> Int {
    let end =
      octets.first == UInt8(ascii: "\"")
      ? try quotedEnd(octets) : try dotStringEnd(octets)
    guard end <= Limits.localPartOctets else { throw .localPartTooLong }
    guard end < octets.count else { throw .missingDomain }
    guard octets[end] == UInt8(ascii: "@") else { throw .badLocalPart }
    return end
  }

  private static func dotStringEnd(_ octets: [UInt8]) throws(MailAddressError) -> Int {
    var atom = 0
    for (index, octet) in octets.enumerated() {
      if octet.isAtomText {
        atom += 1
      } else {
        guard atom > 0 else { throw .badLocalPart }
        guard octet == UInt8(ascii: ".") else { return index }
        atom = 0
      }
    }
    guard atom > 0 else { throw .badLocalPart }
    return octets.count
  }

  private static func quotedEnd(_ octets: [UInt8]) throws(MailAddressError) -> Int {
    var index = 1
    while index < octets.count {
      switch octets[index] {
      case UInt8(ascii: "\""): return index + 1
      case UInt8(ascii: "\\"):
        // A quoted pair holds ASCII only (RFC 5321 quoted-pairSMTP).
        guard index + 1 < octets.count, octets[index + 1] < 0x80 else { throw .badLocalPart }
        index += 2
      default: index += 1
      }
    }
    throw .badLocalPart
  }

  /// Checks a domain or an address literal.
  static func checkDomain(_ domain: ArraySlice<UInt8>) throws(MailAddressError) {
    guard let first = domain.first else { throw .missingDomain }
    guard domain.count <= Limits.domainOctets else { throw .domainTooLong }
    guard first != UInt8(ascii: "[") else { return try checkLiteral(domain) }
    for label in domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      try checkLabel(label)
    }
  }

  private static func checkLabel(_ label: ArraySlice<UInt8>) throws(MailAddressError) {
    let hyphen = UInt8(ascii: "-")
    guard label.count <= Limits.labelOctets else { throw .domainTooLong }
    guard let first = label.first, let last = label.last, first != hyphen, last != hyphen,
      label.allSatisfy({ $0.isLetterOrDigit || $0 == hyphen || $0 >= 0x80 })
    else { throw .badDomain }
  }

  private static func checkLiteral(_ literal: ArraySlice<UInt8>) throws(MailAddressError) {
    guard literal.count > 2, literal.last == UInt8(ascii: "]") else { throw .badLiteral }
    let text = String(decoding: literal.dropFirst().dropLast(), as: UTF8.self)
    let tag = "ipv6:"
    let isAddress =
      text.lowercased().hasPrefix(tag)
      ? InternetAddress.isIPv6(text.dropFirst(tag.count)) : InternetAddress.isIPv4(text[...])
    guard isAddress else { throw .badLiteral }
  }
}
