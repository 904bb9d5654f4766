// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

/// The key pair by which this gateway is known to its peers.
public struct LinkIdentity: Sendable, Equatable {
  /// The X25519 private key, 32 bytes.
  let privateKey: [UInt8]
  /// The public key.
  public let publicKey: PeerKey

  /// Takes a raw X25519 private key; nil unless it is one.
  public init?(privateKey: [UInt8]) {
    guard
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateKey),
      let publicKey = PeerKey(Array(key.publicKey.rawRepresentation))
    else { return nil }
    self.privateKey = privateKey
    self.publicKey = publicKey
  }
}
