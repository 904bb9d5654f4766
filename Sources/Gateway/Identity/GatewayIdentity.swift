// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Crypto

/// Who this gateway is: the two secret keys it made at its first start.
///
/// They are independent of each other. Both public halves travel in the `Invitation`. The secrets
/// are never shown: `description` names the fingerprint of the public halves only.
public struct GatewayIdentity: Sendable, CustomStringConvertible {
  /// The static X25519 key of the Noise handshake.
  public let staticKey: Curve25519.KeyAgreement.PrivateKey
  /// The Ed25519 key that signs this gateway's record.
  public let recordKey: Curve25519.Signing.PrivateKey

  /// Makes an identity with fresh keys from the system's random source.
  public init() {
    staticKey = Curve25519.KeyAgreement.PrivateKey()
    recordKey = Curve25519.Signing.PrivateKey()
  }

  /// Makes an identity of known keys.
  public init(
    staticKey: Curve25519.KeyAgreement.PrivateKey, recordKey: Curve25519.Signing.PrivateKey
  ) {
    self.staticKey = staticKey
    self.recordKey = recordKey
  }

  /// The public half of the static key, 32 bytes, as `Invitation.staticKeyBytes` of its own line.
  public var staticKeyBytes: [UInt8] { Array(staticKey.publicKey.rawRepresentation) }

  /// The first 40 bits of SHA-256 over both public keys, in base 32.
  public var fingerprint: String {
    GatewayIdentity.fingerprint(
      staticKey: staticKey.publicKey.rawRepresentation,
      recordKey: recordKey.publicKey.rawRepresentation)
  }

  /// The fingerprint, never a secret.
  public var description: String { "identity \(fingerprint)" }

  /// The fingerprint of a pair of public keys.
  static func fingerprint(
    staticKey: some Sequence<UInt8>, recordKey: some Sequence<UInt8>
  ) -> String {
    let digest = SHA256.hash(data: Array(staticKey) + Array(recordKey))
    let digits = Base32.encode(digest.prefix(5))
    return "\(digits.prefix(4))-\(digits.suffix(4))"
  }
}
