// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A handshake payload, and in clear mode the call sign (14 bytes) of its sender behind it.
package struct IdentifiedPayload: Sendable, Equatable {
  package var payload: [UInt8]
  /// The sender's call sign; nil when payloads are encrypted.
  package var callSign: CallSign?

  package init(_ payload: [UInt8], _ callSign: CallSign?) {
    self.payload = payload
    self.callSign = callSign
  }

  /// Takes apart what a handshake message carried; nil when the call sign is none.
  package init?(decoding bytes: [UInt8], _ mode: PayloadMode) {
    guard mode == .clear else {
      self.init(bytes, nil)
      return
    }
    guard let callSign = CallSign(field: bytes.suffix(CallSign.longestBytes)) else { return nil }
    self.init(bytes.dropLast(CallSign.longestBytes), callSign)
  }

  /// What the handshake message carries.
  package var encoded: [UInt8] { payload + (callSign?.field ?? []) }
}
