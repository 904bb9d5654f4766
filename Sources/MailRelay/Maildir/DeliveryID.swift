// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The name of a mail in a Maildir: the same mail always has the same, so it is stored once.
///
/// It is made by us, never taken from a mail or from the air.
public struct DeliveryID: Hashable, Sendable {
  /// 1 to 128 letters, digits, `.`, `-` and `_`, not beginning with a dot.
  public let text: String

  /// Takes a name; nil when a file must not be called so.
  public init?(_ text: String) {
    guard (1...Limits.deliveryIDOctets).contains(text.utf8.count), !text.hasPrefix("."),
      text.utf8.allSatisfy({ $0.isLetterOrDigit || ".-_".utf8.contains($0) })
    else { return nil }
    self.text = text
  }
}

extension DeliveryID: CustomStringConvertible {
  /// The name.
  public var description: String { text }
}
