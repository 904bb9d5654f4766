// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Crypto
public import LoRaPHY

/// One side of a handshake by Noise_KKpsk2_25519_AESGCM_SHA256, revision 34.
///
/// Both sides know each other's static key beforehand.
///
/// | message | from | tokens | bytes |
/// |---|---|---|---|
/// | 1 | initiator | e, es, ss | 32 + payload + tag 16 |
/// | 2 | responder | e, ee, se, psk | 32 + payload + tag 16 |
///
/// In clear mode a payload goes as it is: it is mixed into the transcript after the tokens, then
/// an empty payload is sealed, whose tag authenticates the transcript. The lengths are the same.
///
/// Each step works on a copy and commits only on success: a forged or broken message leaves the
/// handshake ready for the true one. An ephemeral key serves one message: a copy of a handshake
/// must never write its message again with another payload or in answer to another message.
public struct NoiseHandshake: Sendable {
  /// The protocol's name, which both sides hash first.
  public static let protocolName = "Noise_KKpsk2_25519_AESGCM_SHA256"

  /// Bytes that a handshake message has more than its payload.
  public static let overheadBytes = keyBytes + NoiseSymmetricState.tagBytes

  /// Longest handshake message (§3).
  private static let maximumMessageBytes = 65_535
  private static let keyBytes = 32

  /// Which side this is.
  public let role: Role

  /// What both sides share, once both messages have passed; until then `nil`.
  public private(set) var transport: NoiseTransport?

  private let localStatic: Curve25519.KeyAgreement.PrivateKey
  private let remoteStatic: Curve25519.KeyAgreement.PublicKey
  private let localEphemeral: Curve25519.KeyAgreement.PrivateKey
  private var remoteEphemeral: Curve25519.KeyAgreement.PublicKey?
  private let presharedKey: [UInt8]
  private let mode: PayloadMode
  private var symmetric: NoiseSymmetricState
  private var messages = 0

  /// Starts a handshake with a known peer.
  ///
  /// The ephemeral private key is 32 fresh random bytes, never used before or again. The pre-shared
  /// key is 32 bytes, zeros where `nil`. Both sides must pass equal prologues, in
  /// which the mode is named.
  ///
  /// - Throws: ``NoiseError/ephemeralKeyBytes(_:)``, ``NoiseError/presharedKeyBytes(_:)``.
  public init(
    role: Role,
    localStatic: Curve25519.KeyAgreement.PrivateKey,
    remoteStatic: Curve25519.KeyAgreement.PublicKey,
    ephemeral: [UInt8],
    presharedKey: [UInt8]? = nil,
    prologue: [UInt8],
    mode: PayloadMode = .encrypted
  ) throws(NoiseError) {
    let presharedKey = presharedKey ?? [UInt8](repeating: 0, count: Self.keyBytes)
    guard presharedKey.count == Self.keyBytes else {
      throw .presharedKeyBytes(presharedKey.count)
    }
    do {
      localEphemeral = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: ephemeral)
    } catch {
      throw .ephemeralKeyBytes(ephemeral.count)
    }
    self.role = role
    self.localStatic = localStatic
    self.remoteStatic = remoteStatic
    self.presharedKey = presharedKey
    self.mode = mode
    symmetric = NoiseSymmetricState(protocolName: Self.protocolName)
    symmetric.mixHash(prologue)
    let (ours, theirs) = (localStatic.publicKey, remoteStatic)
    for key in role == .initiator ? [ours, theirs] : [theirs, ours] {
      symmetric.mixHash(Array(key.rawRepresentation))
    }
  }

  /// Makes this side's message; the payload is authenticated, and encrypted unless in clear mode.
  ///
  /// - Throws: ``NoiseError/outOfTurn``, ``NoiseError/payloadBytes(_:)``,
  ///   ``NoiseError/weakPublicKey``, ``NoiseError/sealing``.
  public mutating func writeMessage(payload: [UInt8]) throws(NoiseError) -> [UInt8] {
    guard messages == (role == .initiator ? 0 : 1) else { throw .outOfTurn }
    guard payload.count <= Self.maximumMessageBytes - Self.overheadBytes else {
      throw .payloadBytes(payload.count)
    }
    var next = self
    let ephemeral = Array(localEphemeral.publicKey.rawRepresentation)
    next.mixEphemeral(ephemeral)
    try next.mixSecrets()
    let message = ephemeral + (try next.write(payload))
    next.finishMessage()
    self = next
    return message
  }

  /// Opens the other side's message and returns its payload.
  ///
  /// - Throws: ``NoiseError/outOfTurn``, ``NoiseError/messageBytes(_:)``,
  ///   ``NoiseError/weakPublicKey``, ``NoiseError/notAuthentic``.
  public mutating func readMessage(_ message: [UInt8]) throws(NoiseError) -> [UInt8] {
    guard messages == (role == .initiator ? 1 : 0) else { throw .outOfTurn }
    guard Self.overheadBytes...Self.maximumMessageBytes ~= message.count else {
      throw .messageBytes(message.count)
    }
    var next = self
    let ephemeral = Array(message.prefix(Self.keyBytes))
    do {
      next.remoteEphemeral = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: ephemeral)
    } catch {
      throw .weakPublicKey
    }
    next.mixEphemeral(ephemeral)
    try next.mixSecrets()
    let payload = try next.read(Array(message.dropFirst(Self.keyBytes)))
    next.finishMessage()
    self = next
    return payload
  }

  /// A payload and its tag.
  private mutating func write(_ payload: [UInt8]) throws(NoiseError) -> [UInt8] {
    guard mode == .clear else { return try symmetric.encryptAndHash(payload) }
    symmetric.mixHash(payload)
    return payload + (try symmetric.encryptAndHash([]))
  }

  /// The payload before its tag, if that is right.
  private mutating func read(_ bytes: [UInt8]) throws(NoiseError) -> [UInt8] {
    guard mode == .clear else { return try symmetric.decryptAndHash(bytes) }
    let payload = Array(bytes.dropLast(NoiseSymmetricState.tagBytes))
    symmetric.mixHash(payload)
    _ = try symmetric.decryptAndHash(Array(bytes.suffix(NoiseSymmetricState.tagBytes)))
    return payload
  }

  /// The token `e`; with a pre-shared key it also goes into the keys (§9.2).
  private mutating func mixEphemeral(_ publicKey: [UInt8]) {
    symmetric.mixHash(publicKey)
    symmetric.mixKey(SymmetricKey(data: publicKey))
  }

  /// The tokens after `e` of the message at hand.
  private mutating func mixSecrets() throws(NoiseError) {
    switch (messages, role) {
    case (0, .initiator):
      try mixAgreement(localEphemeral, remoteStatic)
      try mixAgreement(localStatic, remoteStatic)
    case (0, .responder):
      try mixAgreement(localStatic, remoteEphemeral)
      try mixAgreement(localStatic, remoteStatic)
    case (_, .initiator):
      try mixAgreement(localEphemeral, remoteEphemeral)
      try mixAgreement(localStatic, remoteEphemeral)
      symmetric.mixKeyAndHash(SymmetricKey(data: presharedKey))
    case (_, .responder):
      try mixAgreement(localEphemeral, remoteEphemeral)
      try mixAgreement(localEphemeral, remoteStatic)
      symmetric.mixKeyAndHash(SymmetricKey(data: presharedKey))
    }
  }

  private mutating func mixAgreement(
    _ privateKey: Curve25519.KeyAgreement.PrivateKey,
    _ publicKey: Curve25519.KeyAgreement.PublicKey?
  ) throws(NoiseError) {
    guard let publicKey else { throw .outOfTurn }
    let zeros = [UInt8](repeating: 0, count: Self.keyBytes)
    guard let secret = try? privateKey.sharedSecretFromKeyAgreement(with: publicKey),
      !(secret == zeros)
    else { throw .weakPublicKey }
    symmetric.mixKey(SymmetricKey(data: secret))
  }

  private mutating func finishMessage() {
    messages += 1
    guard messages == 2 else { return }
    let keys = symmetric.split()
    transport = NoiseTransport(
      handshakeHash: symmetric.handshakeHash,
      sendKey: role == .initiator ? keys.toResponder : keys.toInitiator,
      receiveKey: role == .initiator ? keys.toInitiator : keys.toResponder)
  }
}

extension NoiseHandshake {
  /// The side of a handshake.
  public enum Role: Sendable {
    /// The side that writes message 1.
    case initiator
    /// The side that answers with message 2.
    case responder
  }
}
