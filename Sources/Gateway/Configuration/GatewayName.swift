// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The rule for the names that gateways and peers have.
///
/// A name stands in commands, logs and file names, so it is kept plain: 1 to 32 ASCII letters,
/// digits, '-', '_' and '.', the first one a letter or digit.
public enum GatewayName {
  /// The rule in words, for error messages.
  public static let rule =
    "must be 1 to \(ConfigurationLimits.nameLength) letters, digits, '-', '_' or '.',"
    + " beginning with a letter or digit"

  /// Whether a text may be a name.
  public static func isLegal(_ text: String) -> Bool {
    guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
    return text.utf8.count <= ConfigurationLimits.nameLength
      && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default:
      false
    }
  }
}
