// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

/// One handshake and one frame of each kind, as hexadecimal.
///
/// Made independently in Python from the doc comments alone: `hmac`, `hashlib` and the package
/// `cryptography` (X25519, AESGCM, HKDF, AESGCMSIV). Static keys 01…01 (initiator) and 02…02,
/// ephemeral keys 03…03 and 04…04, connection ids 0x11 (initiator) and 0x22. All frames but the
/// responses are the initiator's.
enum LinkVectors {
  static let initiation =
    "f261015dfedd3b6bd47f6fa28ee15d969d5bb0ea53774d488bdaf9df1c6e0124b3ef22306b171cf1daf9896bde2fa8cd5642b86cb8fba119cb91e5fc9b"
  static let response =
    "f21102ac01b2209e86354fb853237b5de0f4fab13c7fcbf433a61c019369617fecf10b283549fcb72ac0b5a048cde6d5e0319af06c"
  static let hash =
    "60286224622a16d7fcd43fd44048637dbe5c1833a496d09b7a203e151e871331"
  static let mk0 =
    "60bbbc2912997e45f65a216b938618bb2346dcbb349ae91cc226ef2709c1e881"
  static let mk1 =
    "6b9e97512e884f81267987db36266bf69a5c4ee6a96f0f903bc01ee993e437ea"
  static let mk5 =
    "82f398aedc0601656e0bbd02f7e223cfbc96b23dced30f1a0edd7d50d58fd401"
  static let single =
    "c2220000cc89f6b56f61c8a3d9135551abed30363ee832f142d2ec1f"
  static let sealed1 =
    "5d733b7314a2d979e4fd6727bf5bc34ef34bc7a8115e8e0860ec578b3e2811f1d4402095b210da95c660061f6ccfda24a35e2ead940cfb42cfc1d5245e4a8371"
  static let source =
    "c82210005d733b7314a2d979e4fd6727bf5bc34ef34bc7a8115e8e0860ec578b3e2811f17ce5aea0"
  static let last =
    "d2221001d4402095b210da95c660061f6ccfda24a35e2ead940cfb42cfc1d5245e4a8371c0a848a4"
  static let repair =
    "d8221002000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa8a79eb9"
  static let pollingRepair =
    "da221abc2bc0000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1ff27eaa1c"
  static let poll =
    "e2221000848f6bdc7365"
  static let report =
    "e022111239e2012027ed"
  static let busy =
    "e0221307000065ac87d9"
  static let done =
    "e022120aa00c285607ca"
  static let abort =
    "e222146de8398ebfc41d"
  static let aborted =
    "e02215def5dedc6982cc"
  static let rejected =
    "e02216ce2da339f18530"
  static let responderPoll =
    "e2111000848ffc35d7c4"
}

/// The bytes a hexadecimal string stands for.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

/// The two ends of the handshake of the vectors.
struct SessionFixture {
  let initiation: [UInt8]
  let response: [UInt8]
  let initiator: Handshaker.Established
  let responder: Handshaker.Established

  init() throws {
    let identities = try [1, 2].map { byte in
      try #require(LinkIdentity(privateKey: [UInt8](repeating: byte, count: 32)))
    }
    let keys = identities.map(\.publicKey)
    var left = Handshaker(identity: identities[0], peer: keys[1], marks: HandshakeMarks())
    var right = Handshaker(identity: identities[1], peer: keys[0], marks: HandshakeMarks())
    var step = LinkStep()
    initiation = left.initiate(Self.supplies(0x11, ephemeral: 3), step: &step) ?? []
    guard case .hello(let first) = try Frame(decoding: initiation),
      case .accepted(let established, let answer) = right.receiveInitiation(
        first, Self.supplies(0x22, ephemeral: 4), step: &step),
      case .hello(let second) = try Frame(decoding: answer)
    else { throw Failure.handshake }
    response = answer
    responder = established
    let last = left.receiveResponse(second)
    initiator = try #require(last)
  }

  enum Failure: Error { case handshake }

  static func supplies(
    _ connection: UInt8, ephemeral: UInt8, at now: Instant = .zero
  ) -> Handshaker.Supplies {
    Handshaker.Supplies(
      connection: connection, ephemeral: [UInt8](repeating: ephemeral, count: 32),
      airtime: .milliseconds(118), spread: 0.5, now: now)
  }

  /// Sessions in which both sides seal.
  var sessions: (initiator: Session, responder: Session) {
    (
      Session(
        initiator.record, sendChain: initiator.sendChain, standing: .current, at: .zero),
      Session(
        responder.record, sendChain: responder.sendChain, standing: .current, at: .zero)
    )
  }

  static func context(at now: Instant = .zero) -> AnswerContext {
    AnswerContext(
      now: now, spreadingFactor: .sf7, snr: SNR(decibels: 5), commitPatience: .milliseconds(20))
  }

  static func message(_ payload: [UInt8], _ messageClass: MessageClass = .normal) -> OutboundMessage
  {
    OutboundMessage(
      handle: MessageHandle(rawValue: 1), messageClass: messageClass, payload: payload)
  }
}
