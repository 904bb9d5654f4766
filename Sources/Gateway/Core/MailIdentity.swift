// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Fragmenter
import MailRelay

/// The names by which a mail is known again.
enum MailIdentity {
  /// The id of a mail on the air, computed alike at both ends.
  ///
  /// 16 bytes of SHA-256(canonical envelope ‖ mail ‖ part ‖ copy); part and copy are 0 in this
  /// version.
  static func airID(envelope: [UInt8], content: [UInt8]) -> [UInt8] {
    Array(hash(envelope, content, trailer: [0, 0]).prefix(16))
  }

  /// The key by which a repeated hand-over at the door is known: SHA-256 over envelope and mail.
  static func doorKey(envelope: [UInt8], content: [UInt8]) -> [UInt8] {
    hash(envelope, content, trailer: [])
  }

  /// SHA-256 of the mail alone.
  static func contentSHA256(_ content: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: content))
  }

  /// The envelope's length comes first, so that no two pairs hash alike.
  private static func hash(
    _ envelope: [UInt8], _ content: [UInt8], trailer: [UInt8]
  ) -> [UInt8] {
    var hasher = SHA256()
    let count = UInt32(envelope.count)
    hasher.update(data: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) })
    hasher.update(data: envelope)
    hasher.update(data: content)
    hasher.update(data: trailer)
    return Array(hasher.finalize())
  }

  /// Names for people, as `7K3D-QF2M`, made of a mail's id on the air, so that both ends show the
  /// same; the later ones serve when an earlier one is taken by another mail.
  static func publicIDs(airID: [UInt8]) -> [String] {
    let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    return stride(from: 0, to: airID.count - 4, by: 5).map { start in
      let bits = airID[start..<start + 5].reduce(0) { $0 << 8 | Int($1) }
      let letters = (0..<8).map { alphabet[bits >> (35 - 5 * $0) & 31] }
      return String(letters[..<4]) + "-" + String(letters[4...])
    }
  }
}
