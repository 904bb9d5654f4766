// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The sender's own name for a mail, given back in reports: `ENVID=` (RFC 3461 §4.4).
public struct EnvelopeID: Hashable, Sendable {
  /// The name: printable ASCII and blanks.
  public let text: String

  /// Takes a name; nil when it is empty, not printable ASCII, or longer than 100 as xtext.
  public init?(_ text: String) {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }),
      Xtext.encoded(text.utf8).utf8.count <= Limits.envelopeIDOctets
    else { return nil }
    self.text = text
  }

  /// Reads the value of ENVID.
  init?(parsing xtext: some StringProtocol) {
    guard xtext.utf8.count <= Limits.envelopeIDOctets, let octets = Xtext.decoded(xtext) else {
      return nil
    }
    self.init(String(decoding: octets, as: UTF8.self))
  }

  /// The value of ENVID.
  var xtext: String { Xtext.encoded(text.utf8) }
}
