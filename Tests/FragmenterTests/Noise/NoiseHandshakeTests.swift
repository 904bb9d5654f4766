// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Fragmenter
import Testing

struct NoiseHandshakeTests {
  typealias PrivateKey = Curve25519.KeyAgreement.PrivateKey

  /// What the two sides may disagree on.
  struct Side: Sendable {
    var ownStatic: UInt8
    var peerStatic: UInt8
    var ephemeral: UInt8
    var presharedKey: [UInt8]? = [UInt8](repeating: 7, count: 32)
    var prologue: [UInt8] = [1, 2, 3]

    static let initiator = Side(ownStatic: 1, peerStatic: 2, ephemeral: 3)
    static let responder = Side(ownStatic: 2, peerStatic: 1, ephemeral: 4)

    func handshake(_ role: NoiseHandshake.Role) throws -> NoiseHandshake {
      try NoiseHandshake(
        role: role, localStatic: Self.key(ownStatic), remoteStatic: Self.key(peerStatic).publicKey,
        ephemeral: [UInt8](repeating: ephemeral, count: 32), presharedKey: presharedKey,
        prologue: prologue)
    }

    private static func key(_ byte: UInt8) throws -> PrivateKey {
      try PrivateKey(rawRepresentation: [UInt8](repeating: byte, count: 32))
    }
  }

  @Test func `any altered byte of message 1 is refused and the true one still passes`() throws {
    var initiator = try Side.initiator.handshake(.initiator)
    var responder = try Side.responder.handshake(.responder)
    let message = try initiator.writeMessage(payload: [5, 6, 7])
    #expect(message.count == NoiseHandshake.overheadBytes + 3)
    for index in message.indices {
      for bit in [0, 7] {
        var altered = message
        altered[index] ^= 1 << bit
        #expect(throws: NoiseError.notAuthentic) { try responder.readMessage(altered) }
      }
    }
    #expect(throws: NoiseError.outOfTurn) { try responder.writeMessage(payload: []) }
    #expect(try responder.readMessage(message) == [5, 6, 7])
  }

  @Test func `any altered byte of message 2 is refused and the true one still passes`() throws {
    var initiator = try Side.initiator.handshake(.initiator)
    var responder = try Side.responder.handshake(.responder)
    _ = try responder.readMessage(try initiator.writeMessage(payload: []))
    let message = try responder.writeMessage(payload: [8, 9])
    for index in message.indices {
      for bit in [0, 7] {
        var altered = message
        altered[index] ^= 1 << bit
        #expect(throws: NoiseError.notAuthentic) { try initiator.readMessage(altered) }
        #expect(initiator.transport == nil)
      }
    }
    #expect(try initiator.readMessage(message) == [8, 9])
    #expect(initiator.transport?.handshakeHash == responder.transport?.handshakeHash)
    #expect(initiator.transport?.sendKey == responder.transport?.receiveKey)
    #expect(initiator.transport?.receiveKey == responder.transport?.sendKey)
    #expect(initiator.transport?.sendKey != initiator.transport?.receiveKey)
  }

  @Test func `a wrong prologue or static key is refused in message 1`() throws {
    var initiator = try Side.initiator.handshake(.initiator)
    let message = try initiator.writeMessage(payload: [])
    var prologue = Side.responder
    prologue.prologue = [1, 2, 4]
    var peer = Side.responder
    peer.peerStatic = 9
    var own = Side.responder
    own.ownStatic = 9
    for side in [prologue, peer, own] {
      var responder = try side.handshake(.responder)
      #expect(throws: NoiseError.notAuthentic) { try responder.readMessage(message) }
    }
  }

  @Test(arguments: [nil, [UInt8](repeating: 8, count: 32)])
  func `a wrong pre-shared key is refused in message 2`(presharedKey: [UInt8]?) throws {
    var initiator = try Side.initiator.handshake(.initiator)
    var side = Side.responder
    side.presharedKey = presharedKey
    var responder = try side.handshake(.responder)
    _ = try responder.readMessage(try initiator.writeMessage(payload: []))
    let message = try responder.writeMessage(payload: [])
    #expect(throws: NoiseError.notAuthentic) { try initiator.readMessage(message) }
    #expect(initiator.transport == nil)
  }

  @Test func `no pre-shared key is a pre-shared key of zeros`() throws {
    var (near, far) = (Side.initiator, Side.responder)
    near.presharedKey = nil
    far.presharedKey = [UInt8](repeating: 0, count: 32)
    var initiator = try near.handshake(.initiator)
    var responder = try far.handshake(.responder)
    _ = try responder.readMessage(try initiator.writeMessage(payload: []))
    let message = try responder.writeMessage(payload: [4])
    #expect(try initiator.readMessage(message) == [4])
  }

  @Test(arguments: [0, 1, 31, 32, 47, 65_536, 100_000])
  func `a message of impossible length is refused`(count: Int) throws {
    var responder = try Side.responder.handshake(.responder)
    let message = [UInt8](repeating: 9, count: count)
    #expect(throws: NoiseError.messageBytes(count)) { try responder.readMessage(message) }
  }

  @Test func `a truncated or extended message is refused`() throws {
    var initiator = try Side.initiator.handshake(.initiator)
    var responder = try Side.responder.handshake(.responder)
    let message = try initiator.writeMessage(payload: [1, 2, 3, 4])
    for wrong in [Array(message.dropLast()), message + [0], Array(message.dropLast(4))] {
      #expect(throws: NoiseError.notAuthentic) { try responder.readMessage(wrong) }
    }
    #expect(try responder.readMessage(message) == [1, 2, 3, 4])
  }

  @Test func `steps out of turn are refused`() throws {
    var initiator = try Side.initiator.handshake(.initiator)
    var responder = try Side.responder.handshake(.responder)
    let filler = [UInt8](repeating: 1, count: 48)
    #expect(throws: NoiseError.outOfTurn) { try initiator.readMessage(filler) }
    #expect(throws: NoiseError.outOfTurn) { try responder.writeMessage(payload: []) }
    let message1 = try initiator.writeMessage(payload: [])
    #expect(throws: NoiseError.outOfTurn) { try initiator.writeMessage(payload: []) }
    _ = try responder.readMessage(message1)
    #expect(throws: NoiseError.outOfTurn) { try responder.readMessage(message1) }
    let message2 = try responder.writeMessage(payload: [])
    #expect(throws: NoiseError.outOfTurn) { try responder.writeMessage(payload: []) }
    _ = try initiator.readMessage(message2)
    #expect(throws: NoiseError.outOfTurn) { try initiator.readMessage(message2) }
  }

  /// Points of small order, by which any private key gives the all-zero secret (RFC 7748 §6.1).
  @Test(arguments: [
    [UInt8](repeating: 0, count: 32),
    [1] + [UInt8](repeating: 0, count: 31),
    [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
  ])
  func `a public key of small order is refused`(point: [UInt8]) throws {
    var responder = try Side.responder.handshake(.responder)
    let forged = point + [UInt8](repeating: 0, count: 16)
    #expect(throws: NoiseError.weakPublicKey) { try responder.readMessage(forged) }

    let key = try PrivateKey(rawRepresentation: [UInt8](repeating: 1, count: 32))
    var initiator = try NoiseHandshake(
      role: .initiator, localStatic: key, remoteStatic: .init(rawRepresentation: point),
      ephemeral: [UInt8](repeating: 3, count: 32), prologue: [])
    #expect(throws: NoiseError.weakPublicKey) { try initiator.writeMessage(payload: []) }
  }

  @Test func `keys and payloads of wrong length are refused`() throws {
    var side = Side.initiator
    side.presharedKey = [1, 2]
    #expect(throws: NoiseError.presharedKeyBytes(2)) { try side.handshake(.initiator) }
    let key = try PrivateKey(rawRepresentation: [UInt8](repeating: 1, count: 32))
    for count in [0, 31, 33] {
      #expect(throws: NoiseError.ephemeralKeyBytes(count)) {
        try NoiseHandshake(
          role: .initiator, localStatic: key, remoteStatic: key.publicKey,
          ephemeral: [UInt8](repeating: 3, count: count), prologue: [])
      }
    }
    var initiator = try Side.initiator.handshake(.initiator)
    let longest = 65_535 - NoiseHandshake.overheadBytes
    let long = [UInt8](repeating: 1, count: longest + 1)
    #expect(throws: NoiseError.payloadBytes(longest + 1)) {
      try initiator.writeMessage(payload: long)
    }
    #expect(try initiator.writeMessage(payload: Array(long.dropLast())).count == 65_535)
  }
}
