// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail domain, or an address literal such as `[192.0.2.1]`, in lower case.
///
/// Domains compare without regard to case (RFC 5321 §2.4), so they are kept in lower case. A domain
/// has labels of letters, digits and inner hyphens, at most 63 each and 253 characters in all
/// (RFC 1035 §2.3.4); one label alone is legal, networks without DNS use such.
public struct DomainName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The domain in lower case.
  public let text: String

  /// Takes a text that is a domain, else gives `nil`.
  public init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let lower = text.lowercased()
    guard lower.utf8.count <= 253 else { return nil }
    guard DomainName.isLiteral(lower) || DomainName.hasLegalLabels(lower) else { return nil }
    self.text = lower
  }

  /// The domain in lower case.
  public var description: String { text }

  /// The order of the alphabet.
  public static func < (left: DomainName, right: DomainName) -> Bool { left.text < right.text }

  private static func hasLegalLabels(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      label in
      (1...63).contains(label.count) && label.allSatisfy { isLetterDigit($0) || $0 == hyphen }
        && label.first != hyphen && label.last != hyphen
    }
  }

  /// `[IPv4]` or `[IPv6:…]` by its characters; the address itself is for the mail server to judge.
  private static func isLiteral(_ text: String) -> Bool {
    guard text.hasPrefix("["), text.hasSuffix("]"), text.utf8.count >= 4 else { return false }
    return text.utf8.dropFirst().dropLast().allSatisfy {
      isLetterDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
    }
  }

  private static let hyphen = UInt8(ascii: "-")

  private static func isLetterDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }
}
