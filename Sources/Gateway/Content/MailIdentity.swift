// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Fragmenter
import MailRelay

/// The names by which a mail is known again.
package enum MailIdentity {
  /// The length of a mail's id on the air.
  static let airIDBytes = 16

  /// The id of a mail on the air, computed alike at both ends.
  ///
  /// The first 16 bytes of SHA-256(length of the canonical envelope in 4 bytes ‖ envelope ‖ mail ‖
  /// part ‖ copy). Part is 0: a mail has one id, however it is cut. Copy keeps deliberate copies
  /// of one mail apart.
  package static func airID(envelope: [UInt8], content: [UInt8], copy: UInt8) -> [UInt8] {
    Array(hash(envelope, content, trailer: [0, copy]).prefix(airIDBytes))
  }

  /// The id of a packed mail, for one that its receiver cannot unpack: SHA-256.
  static func packedID(_ packed: [UInt8]) -> [UInt8] { contentSHA256(packed) }

  /// What is remembered of a mail whose parts were all there, readable or not: a peer's word about
  /// an id must not touch the mails of others.
  static func wholeID(airID: [UInt8], from peer: PeerKey) -> [UInt8] {
    Array(hash(peer.bytes, airID, trailer: [1, 0]).prefix(airIDBytes))
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
