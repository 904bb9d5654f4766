// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
package import LoRaPHY

/// What both sides of a handshake must agree on beforehand.
package enum HandshakeContext {
  /// Protocol name, layout version of both hellos, and the bit C.
  package static func prologue(_ mode: PayloadMode) -> [UInt8] {
    Array("loragw link".utf8) + [FrameHeader.layoutVersion, mode.rawValue]
  }

  /// Byte 1 of an initiation, by which the responder finds the peers worth trying.
  package static func hint(initiator: PeerKey, responder: PeerKey) -> UInt8 {
    SHA256.hash(data: initiator.bytes + responder.bytes).first(where: { _ in true }) ?? 0
  }
}
