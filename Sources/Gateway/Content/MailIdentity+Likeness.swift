// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import MailRelay

extension MailIdentity {
  /// The key by which a mail is known that comes again with other trace fields: SHA-256 over its
  /// envelope, Message-ID, Date and body; nil for a mail without both fields.
  static func likeness(
    envelope: [UInt8], header: MailHeader, content: [UInt8]
  ) -> [UInt8]? {
    guard let id = header.value(of: "message-id"), let date = header.value(of: "date"),
      !id.isEmpty
    else { return nil }
    var hasher = SHA256()
    for piece in [envelope, Array(id.utf8), Array(date.utf8)] {
      // The lengths keep what follows apart.
      let count = UInt32(piece.count)
      hasher.update(data: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) })
      hasher.update(data: piece)
    }
    hasher.update(data: content[header.bodyStart...])
    return Array(hasher.finalize())
  }
}
