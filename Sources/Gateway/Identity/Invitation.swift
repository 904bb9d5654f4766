// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Crypto

/// What one gateway tells another, by a way that people trust, before the two can talk by radio:
/// its name, its public keys, its domains and its channel.
///
/// It holds no secret.
///
/// As text it is one line, `loragw1` and base-32 digits without look-alike letters. The digits are
/// these bytes, numbers with their highest byte first:
///
/// | bytes | content |
/// |---|---|
/// | 0-31 | X25519 public key (static key of the handshake) |
/// | 32-63 | Ed25519 public key (signs the gateway's record) |
/// | 64-67 | frequency, Hz |
/// | 68-70 | bandwidth, Hz |
/// | 71 | spreading factor (upper half), rescue spreading factor (lower half) |
/// | 72 | coding rate 4/(4+n): n = 1-4 |
/// | 73 | preamble, symbols |
/// | 74 | length r of the region's id |
/// | r | region's id, ASCII |
/// | 1 | length n of the name |
/// | n | name |
/// | 1 | number of domains |
/// | per domain: 1 + d | length d, and the domain in ASCII |
/// | 5 | checksum: first 5 bytes of SHA-256 over `loragw1` and all bytes before |
///
/// Nothing may follow. A text with slips passes with a chance of 2^-40. White space is ignored, so
/// a line that a mail program has wrapped still reads.
public struct Invitation: Hashable, Sendable {
  /// The name the other gateway has given itself.
  public let name: String
  /// Its X25519 public key, 32 bytes.
  public let staticKeyBytes: [UInt8]
  /// Its Ed25519 public key, 32 bytes.
  public let recordKeyBytes: [UInt8]
  /// The domains it serves.
  public let domains: [DomainName]
  /// The channel it listens to.
  public let channel: SharedChannel

  /// Makes the invitation of a gateway.
  ///
  /// - Throws: `InvitationError.badField` for what the line cannot carry.
  public init(
    name: String, staticKey: Curve25519.KeyAgreement.PublicKey,
    recordKey: Curve25519.Signing.PublicKey, domains: [DomainName], channel: SharedChannel
  ) throws(InvitationError) {
    try self.init(
      name: name, staticKeyBytes: Array(staticKey.rawRepresentation),
      recordKeyBytes: Array(recordKey.rawRepresentation), domains: domains, channel: channel)
  }

  /// The other gateway's static key.
  ///
  /// - Throws: `InvitationError.badField`; never for a decoded invitation.
  public var staticKey: Curve25519.KeyAgreement.PublicKey {
    get throws(InvitationError) {
      do {
        return try Curve25519.KeyAgreement.PublicKey(rawRepresentation: staticKeyBytes)
      } catch {
        throw .badField("X25519 key")
      }
    }
  }

  /// The key that signs the other gateway's record.
  ///
  /// - Throws: `InvitationError.badField`; never for a decoded invitation.
  public var recordKey: Curve25519.Signing.PublicKey {
    get throws(InvitationError) {
      do {
        return try Curve25519.Signing.PublicKey(rawRepresentation: recordKeyBytes)
      } catch {
        throw .badField("Ed25519 key")
      }
    }
  }

  /// The fingerprint of its keys, as that gateway's own `GatewayIdentity.fingerprint` says it.
  public var fingerprint: String {
    GatewayIdentity.fingerprint(staticKey: staticKeyBytes, recordKey: recordKeyBytes)
  }

  init(
    name: String, staticKeyBytes: [UInt8], recordKeyBytes: [UInt8], domains: [DomainName],
    channel: SharedChannel
  ) throws(InvitationError) {
    guard GatewayName.isLegal(name) else { throw .badField("name") }
    guard !domains.isEmpty, domains.count <= ConfigurationLimits.domainsPerList else {
      throw .badField("list of domains")
    }
    guard (1...255).contains(channel.preambleSymbols) else { throw .badField("preamble") }
    let region = channel.region.utf8
    guard (1...32).contains(region.count), region.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .badField("region")
    }
    self.name = name
    self.staticKeyBytes = staticKeyBytes
    self.recordKeyBytes = recordKeyBytes
    self.domains = domains
    self.channel = channel
    try checkKeys()
  }

  /// Refuses keys that no honest gateway has: of a wrong length, or a point of small order, with
  /// which every key agreement gives zero.
  private func checkKeys() throws(InvitationError) {
    _ = try recordKey
    let theirs = try staticKey
    let isZero: Bool
    do {
      let probe = try Curve25519.KeyAgreement.PrivateKey(
        rawRepresentation: [UInt8](repeating: 1, count: 32))
      let secret = try probe.sharedSecretFromKeyAgreement(with: theirs)
      isZero = unsafe secret.withUnsafeBytes { unsafe $0.allSatisfy { $0 == 0 } }
    } catch {
      throw .badField("X25519 key")
    }
    guard !isZero else { throw .badField("X25519 key") }
  }
}
