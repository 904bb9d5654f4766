// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
public import LoRaPHY

/// Names a session: the first 8 bytes of its handshake hash, big-endian.
public struct SessionID: Sendable, Hashable, Codable {
  /// The 8 bytes as an integer.
  public let rawValue: UInt64

  /// Takes the integer.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The name of the session with this handshake hash.
  package init(handshakeHash: [UInt8]) {
    self.init(rawValue: handshakeHash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
  }
}

/// Who sent the first handshake message; fixes the direction byte inside seals.
public enum SessionRole: UInt8, Sendable, Codable {
  /// This gateway did.
  case initiator
  /// The peer did.
  case responder
}

/// What of a session is kept on disk: enough to finish what it began, never enough to seal.
///
/// The sending chain is missing on purpose: a process that starts makes a new session before it
/// seals, so that a restored backup can never use a key twice.
public struct SessionRecord: Sendable, Equatable, Codable {
  /// The session's name.
  public let id: SessionID
  /// The other gateway.
  public let peer: PeerKey
  /// Which side began it.
  public let role: SessionRole
  /// The connection id that frames to this gateway carry.
  public let localConnection: UInt8
  /// The connection id that frames to the peer carry.
  public let remoteConnection: UInt8
  /// The peer's call sign, which it gave in the handshake; nil where sessions are encrypted.
  public let callSign: CallSign?
  let handshakeHash: [UInt8]
  let sendFrameKey: [UInt8]
  let receiveFrameKey: [UInt8]
  /// Keys and window of the peer's direction.
  package internal(set) var receive: ReceiveState

  package init(
    peer: PeerKey, role: SessionRole, localConnection: UInt8, remoteConnection: UInt8,
    transport: NoiseTransport, callSign: CallSign? = nil
  ) {
    id = SessionID(handshakeHash: transport.handshakeHash)
    self.peer = peer
    self.role = role
    self.localConnection = localConnection
    self.remoteConnection = remoteConnection
    self.callSign = callSign
    handshakeHash = transport.handshakeHash
    let mode = Self.mode(callSign)
    sendFrameKey = Self.derive(transport.sendKey, transport, label: "frame", mode)
    receiveFrameKey = Self.derive(transport.receiveKey, transport, label: "frame", mode)
    receive = ReceiveState(
      chain: ChainKey(Self.derive(transport.receiveKey, transport, label: "chain", mode)))
  }

  /// Whether the session's frames are encrypted or in clear, which no frame can change.
  public var mode: PayloadMode { Self.mode(callSign) }

  private static func mode(_ callSign: CallSign?) -> PayloadMode {
    callSign == nil ? .encrypted : .clear
  }

  /// The chain this side seals with; lives in memory only.
  package static func sendChain(
    _ transport: NoiseTransport, _ mode: PayloadMode = .encrypted
  ) -> ChainKey {
    ChainKey(derive(transport.sendKey, transport, label: "chain", mode))
  }

  private static func derive(
    _ key: SymmetricKey, _ transport: NoiseTransport, label: String, _ mode: PayloadMode
  ) -> [UInt8] {
    let prefix = mode == .clear ? "loragw clear " : "loragw "
    return HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, salt: transport.handshakeHash,
      info: Array((prefix + label).utf8), outputByteCount: 32
    ).bytes
  }

  /// The additional data of a seal, by who sends the message.
  package func additionalData(
    _ number: MessageNumber, from sender: Sender, singlePrefix: [UInt8] = []
  ) -> [UInt8] {
    let initiatorSends = (role == .initiator) == (sender == .local)
    return handshakeHash + [initiatorSends ? 0 : 1, number.value, mode.rawValue] + singlePrefix
  }

  /// Whose message it is.
  package enum Sender: Sendable {
    case local
    case peer
  }
}
