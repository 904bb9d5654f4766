// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Which media types a rule is about: `image/png`, or `image/*` for all images.
public struct MediaRange: Hashable, Sendable {
  /// Type and subtype in lower case, or a type and `*`.
  public let text: String

  /// Reads a media type or a range of them; nil when the text is neither.
  public init?(_ text: String) {
    let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.isToken(parts[0]), parts[1] == "*" || Self.isToken(parts[1])
    else { return nil }
    self.text = text.lowercased()
  }

  /// Whether a type, in lower case and without parameters, is meant.
  public func matches(_ type: String) -> Bool {
    text.hasSuffix("/*") ? type.hasPrefix(text.dropLast()) : type == text
  }

  /// A token without `*` (RFC 2045 §5.1).
  private static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0.isLetterOrDigit || "!#$&.+-^_".utf8.contains($0) }
  }
}
