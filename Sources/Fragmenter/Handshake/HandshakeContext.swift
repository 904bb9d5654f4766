// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

/// What both sides of a handshake must agree on beforehand.
package enum HandshakeContext {
  /// Protocol name, layout version of both hellos, and the C bit (0: sealed).
  package static let prologue: [UInt8] =
    Array("loragw link".utf8) + [FrameHeader.layoutVersion, 0]

  /// Byte 1 of an initiation, by which the responder finds the peers worth trying.
  package static func hint(initiator: PeerKey, responder: PeerKey) -> UInt8 {
    SHA256.hash(data: initiator.bytes + responder.bytes).first(where: { _ in true }) ?? 0
  }
}
