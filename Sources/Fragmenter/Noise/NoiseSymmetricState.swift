// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import Crypto

/// The SymmetricState and CipherState objects of the Noise specification, revision 34, §5.1-5.2.
///
/// For HASH = SHA-256 and AESGCM with full 16-byte tags.
struct NoiseSymmetricState: Sendable {
  /// Bytes of the authentication tag.
  static let tagBytes = 16

  /// The transcript's hash, `h`.
  private(set) var handshakeHash: [UInt8]
  /// The chaining key, `ck`.
  private var chainingKey: [UInt8]
  /// The cipher's key and counter, `k` and `n`; none before the first key was mixed in.
  private var cipher: (key: SymmetricKey, counter: UInt64)?

  /// Starts with the protocol's name, which is hashed if longer than a hash.
  init(protocolName: String) {
    let name = Array(protocolName.utf8)
    let hashBytes = SHA256.byteCount
    handshakeHash =
      name.count <= hashBytes
      ? name + [UInt8](repeating: 0, count: hashBytes - name.count) : Array(SHA256.hash(data: name))
    chainingKey = handshakeHash
  }

  /// Mixes a secret into the keys.
  mutating func mixKey(_ material: SymmetricKey) {
    let keys = derive(from: material)
    chainingKey = keys.first
    cipher = (SymmetricKey(data: keys.second), 0)
  }

  /// Mixes a secret into the keys and the transcript, as pre-shared keys are.
  mutating func mixKeyAndHash(_ material: SymmetricKey) {
    let keys = derive(from: material)
    chainingKey = keys.first
    mixHash(keys.second)
    cipher = (SymmetricKey(data: keys.third), 0)
  }

  /// Appends bytes to the transcript.
  mutating func mixHash(_ bytes: [UInt8]) {
    handshakeHash = Array(SHA256.hash(data: handshakeHash + bytes))
  }

  /// Encrypts, authenticates the transcript with it, and appends the result to the transcript.
  ///
  /// - Throws: ``NoiseError/outOfTurn`` without a key, ``NoiseError/sealing`` on library faults.
  mutating func encryptAndHash(_ plaintext: [UInt8]) throws(NoiseError) -> [UInt8] {
    guard let cipher else { throw .outOfTurn }
    let ciphertext: [UInt8]
    do {
      let box = try AES.GCM.seal(
        plaintext, using: cipher.key, nonce: Self.nonce(cipher.counter),
        authenticating: handshakeHash)
      ciphertext = Array(box.ciphertext + box.tag)
    } catch {
      throw .sealing
    }
    self.cipher?.counter &+= 1
    mixHash(ciphertext)
    return ciphertext
  }

  /// Decrypts what the other side encrypted over the same transcript, and appends it.
  ///
  /// - Throws: ``NoiseError/outOfTurn`` without a key, ``NoiseError/notAuthentic``.
  mutating func decryptAndHash(_ ciphertext: [UInt8]) throws(NoiseError) -> [UInt8] {
    guard let cipher else { throw .outOfTurn }
    let plaintext: [UInt8]
    do {
      let box = try AES.GCM.SealedBox(
        nonce: Self.nonce(cipher.counter), ciphertext: ciphertext.dropLast(Self.tagBytes),
        tag: ciphertext.suffix(Self.tagBytes))
      plaintext = Array(try AES.GCM.open(box, using: cipher.key, authenticating: handshakeHash))
    } catch {
      throw .notAuthentic
    }
    self.cipher?.counter &+= 1
    mixHash(ciphertext)
    return plaintext
  }

  /// Returns the transport keys: from initiator to responder, and back.
  func split() -> (toResponder: SymmetricKey, toInitiator: SymmetricKey) {
    let keys = derive(from: SymmetricKey(data: [UInt8]()))
    return (SymmetricKey(data: keys.first), SymmetricKey(data: keys.second))
  }

  /// Noise's HKDF: three outputs of 32 bytes keyed by the chaining key; fewer are a prefix of them.
  private func derive(
    from material: SymmetricKey
  ) -> (first: [UInt8], second: [UInt8], third: [UInt8]) {
    let extracted = HKDF<SHA256>.extract(inputKeyMaterial: material, salt: chainingKey)
    let key = SymmetricKey(data: extracted)
    let first = Self.authenticate([1], key: key)
    let second = Self.authenticate(first + [2], key: key)
    return (first, second, Self.authenticate(second + [3], key: key))
  }

  private static func authenticate(_ bytes: [UInt8], key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
  }

  /// The AESGCM nonce: 4 zero bytes and the counter, most significant byte first (§12.4).
  private static func nonce(_ counter: UInt64) throws -> AES.GCM.Nonce {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: counter >> (56 - 8 * $0)) }
    return try AES.GCM.Nonce(data: [0, 0, 0, 0] + bytes)
  }
}
