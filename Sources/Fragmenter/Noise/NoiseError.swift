// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a handshake step was refused; the handshake is then as it was before.
public enum NoiseError: Error, Equatable, Sendable {
  /// The ephemeral private key has this count of bytes instead of 32.
  case ephemeralKeyBytes(Int)
  /// The pre-shared key has this count of bytes instead of 32.
  case presharedKeyBytes(Int)
  /// It is the other side's turn, or the handshake is over.
  case outOfTurn
  /// The message is shorter or longer than a handshake message can be.
  case messageBytes(Int)
  /// The payload does not fit in a handshake message.
  case payloadBytes(Int)
  /// A public key yields the all-zero secret, so it adds none.
  case weakPublicKey
  /// The message is not authentic: altered, or made with other keys or another prologue.
  case notAuthentic
  /// The cryptographic library refused to seal.
  case sealing
}
