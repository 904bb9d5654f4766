// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Crypto
import CryptoExtras

/// The seal of a whole message: AES-256-GCM-SIV, one key per message, nonce zero, 16-byte tag.
///
/// Additional data: handshake hash ‖ direction ‖ message number ‖ 0 (C), and for a SINGLE its
/// bytes 0-3 behind that. Source: RFC 8452; the link protocol, "Decisions".
package enum MessageSeal {
  /// The length of the tag behind the ciphertext.
  package static let tagBytes = 16

  private static let nonce = [UInt8](repeating: 0, count: 12)

  /// Seals; the result is ciphertext and tag.
  ///
  /// Nil only when the library refuses.
  package static func seal(
    _ plaintext: [UInt8], key: SymmetricKey, additionalData: [UInt8]
  ) -> [UInt8]? {
    guard let nonce = try? AES.GCM._SIV.Nonce(data: nonce),
      let box = try? AES.GCM._SIV.seal(
        plaintext, using: key, nonce: nonce, authenticating: additionalData)
    else { return nil }
    return Array(box.ciphertext) + Array(box.tag)
  }

  /// Opens ciphertext and tag; nil when anything was altered.
  package static func open(
    _ sealed: [UInt8], key: SymmetricKey, additionalData: [UInt8]
  ) -> [UInt8]? {
    guard sealed.count >= tagBytes, let nonce = try? AES.GCM._SIV.Nonce(data: nonce),
      let box = try? AES.GCM._SIV.SealedBox(
        nonce: nonce, ciphertext: sealed.dropLast(tagBytes), tag: sealed.suffix(tagBytes)),
      let plaintext = try? AES.GCM._SIV.open(box, using: key, authenticating: additionalData)
    else { return nil }
    return Array(plaintext)
  }
}
