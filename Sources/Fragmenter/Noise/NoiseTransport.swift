// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Crypto

/// What both sides share after the handshake: Noise's `Split()` and channel binding.
public struct NoiseTransport: Sendable {
  /// The hash of the whole transcript, 32 bytes, equal on both sides and unique to the session.
  public let handshakeHash: [UInt8]
  /// The 32-byte key of what this side sends.
  public let sendKey: SymmetricKey
  /// The 32-byte key of what this side receives.
  public let receiveKey: SymmetricKey

  /// Puts together what a handshake yields.
  package init(handshakeHash: [UInt8], sendKey: SymmetricKey, receiveKey: SymmetricKey) {
    self.handshakeHash = handshakeHash
    self.sendKey = sendKey
    self.receiveKey = receiveKey
  }
}
