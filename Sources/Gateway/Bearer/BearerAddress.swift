// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import MailRelay

/// The recipient of a parcel: `NAME@bearer.alt`, the bearer's name at both ends.
///
/// Names below `alt` are nobody's mail domain (RFC 9476), and no door takes mail for this one.
package enum BearerAddress {
  /// The domain of all bearers.
  package static let domain = "bearer.alt"

  /// The address of a bearer.
  ///
  /// - Throws: ``MailAddressError`` when the name cannot stand in an address.
  package static func of(_ name: String) throws(MailAddressError) -> MailAddress {
    try MailAddress("\(name)@\(domain)")
  }

  /// The bearer that an envelope names; nil when it is that of a mail.
  package static func bearer(in envelope: Envelope) -> String? {
    guard let address = envelope.forwardPaths.first, address.domain == domain else { return nil }
    return address.localPart
  }
}
