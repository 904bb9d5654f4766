// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Crypto
import CryptoExtras
package import LoRaPHY

/// The seal of a whole message: AES-256-GCM-SIV, one key per message, nonce zero, 16-byte tag.
///
/// Additional data: handshake hash ‖ direction ‖ message number ‖ C, and for a SINGLE its bytes 0-3
/// behind that. In clear mode the text stays as it is, and the tag is the first 16 bytes of
/// HMAC-SHA256 over count of additional data (1) ‖ additional data ‖ text. Source: RFC 8452, RFC
/// 2104; the link protocol, "Decisions".
package enum MessageSeal {
  /// The length of the tag behind the ciphertext.
  package static let tagBytes = 16

  private static let nonce = [UInt8](repeating: 0, count: 12)

  /// Seals; the result is ciphertext and tag, in clear mode text and tag.
  ///
  /// Nil only when the library refuses.
  package static func seal(
    _ plaintext: [UInt8], key: SymmetricKey, additionalData: [UInt8],
    mode: PayloadMode = .encrypted
  ) -> [UInt8]? {
    guard mode == .encrypted else {
      return plaintext + clearTag(plaintext, key: key, additionalData: additionalData)
    }
    guard let nonce = try? AES.GCM._SIV.Nonce(data: nonce),
      let box = try? AES.GCM._SIV.seal(
        plaintext, using: key, nonce: nonce, authenticating: additionalData)
    else { return nil }
    return Array(box.ciphertext) + Array(box.tag)
  }

  /// Opens what was sealed; nil when anything was altered.
  package static func open(
    _ sealed: [UInt8], key: SymmetricKey, additionalData: [UInt8],
    mode: PayloadMode = .encrypted
  ) -> [UInt8]? {
    guard sealed.count >= tagBytes else { return nil }
    guard mode == .encrypted else {
      let text = Array(sealed.dropLast(tagBytes))
      let tag = clearTag(text, key: key, additionalData: additionalData)
      return FrameTag.isEqual(tag, sealed.suffix(tagBytes)) ? text : nil
    }
    guard let nonce = try? AES.GCM._SIV.Nonce(data: nonce),
      let box = try? AES.GCM._SIV.SealedBox(
        nonce: nonce, ciphertext: sealed.dropLast(tagBytes), tag: sealed.suffix(tagBytes)),
      let plaintext = try? AES.GCM._SIV.open(box, using: key, authenticating: additionalData)
    else { return nil }
    return Array(plaintext)
  }

  /// The count before the additional data keeps it apart from the text.
  private static func clearTag(
    _ text: [UInt8], key: SymmetricKey, additionalData: [UInt8]
  ) -> [UInt8] {
    let input = [UInt8(truncatingIfNeeded: additionalData.count)] + additionalData + text
    return Array(HMAC<SHA256>.authenticationCode(for: input, using: key).prefix(tagBytes))
  }
}
