// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Fragmenter
import Testing

/// Golden vectors of the handshake.
///
/// The first one is the published vector for this protocol of the Haskell library cacophony; its
/// handshake hash and keys, which are not published, and all of the two others were made with the
/// Python package noiseprotocol 0.3.1, which gives the published messages of the first as well.
struct NoiseVectorTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    var initiatorStatic = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"
    var responderStatic = "2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40"
    var initiatorEphemeral = "4142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f60"
    var responderEphemeral = "6162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f80"
    var presharedKey: String?
    var prologue = ""
    var payload1 = ""
    var payload2 = ""
    let message1: String
    let message2: String
    let handshakeHash: String
    let toResponder: String
    let toInitiator: String

    var testDescription: String { name }
  }

  static let vectors = [
    Vector(
      name: "cacophony",
      initiatorStatic: "e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1",
      responderStatic: "4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893",
      initiatorEphemeral: "893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a",
      responderEphemeral: "bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b",
      presharedKey: "54686973206973206d7920417573747269616e20706572737065637469766521",
      prologue: "4a6f686e2047616c74",
      payload1: "4c756477696720766f6e204d69736573",
      payload2: "4d757272617920526f746862617264",
      message1: "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
        + "83cf298f1bfed916ea20d8f528bd30670670c7245e236a68f021b5a521d8bf31",
      message2: "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
        + "32b32e0f483ae58a9c36e93390a9c2238918bda6ae0ebfe48a400b8f565f5f",
      handshakeHash: "1d2be5b73c43962fa87db816e6b5a73a0d67053e29b3d89fcee6ae299b5a5c1f",
      toResponder: "e8f900ff0b9a712c58c62c493e7a2bf37c47467f2e492f415e6f6e6ceba7a74e",
      toInitiator: "c5f258b87a960d35df9fd3fcc0db0def97b7f976b72c2f454e6a1d7a630b21b1"),
    Vector(
      name: "no pre-shared key, nothing else",
      message1: "64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d48466"
        + "c0a72e6f204e5606316a56115730c0de",
      message2: "244fe3b963e899dd295baffce248d3530f3a9a7479ba063002680ebfe7adad49"
        + "5fbd1ac10b91bf6a011fee63e4a8f8d7",
      handshakeHash: "610f54d34808def0cb1be7b1457b3c750bae4dc0e792c2048e1c8148c1d4d31e",
      toResponder: "80384110c11227a2a682249e2e947ed88f30f67a72577831910cbe77413093fc",
      toInitiator: "a5d99f15d8c7a32ffe2de601b06ed8e10c1c24fa8404e0f4a88ec53e6d96551f"),
    Vector(
      name: "payloads as large as a hello's",
      presharedKey: "8182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0",
      prologue: "6c6f726167772031010300",
      payload1: "000000070000000542010300ff", payload2: "0000000a0107ff",
      message1: "64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d48466"
        + "15163919a8ce614a5054649130639cd0dbd33dba1daeed6eb43c6939b0",
      message2: "244fe3b963e899dd295baffce248d3530f3a9a7479ba063002680ebfe7adad49"
        + "f597b1141f460898d919a0ee0ff085df0b25c8ad204731",
      handshakeHash: "c74983ced19196ec9a8aba1c4275d40cb2f5f158c3a62c323ffe302a285c9a48",
      toResponder: "b51fb63cbf84eb74618ce702247298a4d1a890c49200cef84e2c2c3eb2342e3b",
      toInitiator: "da63d683266ee257ccc442fc34a82e9c5701f1bf3f8daecc79f17bd738c4dd51"),
  ]

  @Test(arguments: vectors)
  func `messages, hash and keys are those of other implementations`(vector: Vector) throws {
    let statics = try (
      Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes(vector.initiatorStatic)),
      Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes(vector.responderStatic))
    )
    var initiator = try NoiseHandshake(
      role: .initiator, localStatic: statics.0, remoteStatic: statics.1.publicKey,
      ephemeral: bytes(vector.initiatorEphemeral),
      presharedKey: try vector.presharedKey.map { try bytes($0) },
      prologue: bytes(vector.prologue))
    var responder = try NoiseHandshake(
      role: .responder, localStatic: statics.1, remoteStatic: statics.0.publicKey,
      ephemeral: bytes(vector.responderEphemeral),
      presharedKey: try vector.presharedKey.map { try bytes($0) },
      prologue: bytes(vector.prologue))

    let message1 = try initiator.writeMessage(payload: bytes(vector.payload1))
    #expect(message1 == (try bytes(vector.message1)))
    #expect(try responder.readMessage(message1) == bytes(vector.payload1))
    let message2 = try responder.writeMessage(payload: bytes(vector.payload2))
    #expect(message2 == (try bytes(vector.message2)))
    #expect(try initiator.readMessage(message2) == bytes(vector.payload2))

    let (near, far) = (try #require(initiator.transport), try #require(responder.transport))
    #expect(near.handshakeHash == (try bytes(vector.handshakeHash)))
    #expect(far.handshakeHash == near.handshakeHash)
    #expect(near.sendKey == SymmetricKey(data: try bytes(vector.toResponder)))
    #expect(near.receiveKey == SymmetricKey(data: try bytes(vector.toInitiator)))
    #expect(far.sendKey == near.receiveKey)
    #expect(far.receiveKey == near.sendKey)
  }

  private func bytes(_ hexadecimal: String) throws -> [UInt8] {
    let digits = try hexadecimal.map { try UInt8(#require($0.hexDigitValue)) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
