// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import LoRaPHY
import Testing

/// One handshake and one frame of each kind, from `Vectors/link.csv`.
///
/// Made independently by `Vectors/make_vectors.py`. Static keys 01…01 (initiator) and 02…02,
/// ephemeral keys 03…03 and 04…04, connection ids 0x11 (initiator) and 0x22. Requests and data are
/// the initiator's, answers the responder's. Those named `clear…` are in clear mode, between F4ABC
/// and DL1ABC/P.
enum LinkVectors {
  /// A vector's bytes; none when the file has no such name.
  static func bytes(_ name: String) -> [UInt8] { all[name] ?? [] }

  /// All vectors by name.
  static let all: [String: [UInt8]] = {
    guard
      let url = Bundle.module.url(
        forResource: "link", withExtension: "csv", subdirectory: "Vectors"),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { return [:] }
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    return Dictionary(
      uniqueKeysWithValues: rows.map { (String($0[0]), Self.decode(String($0[1]))) })
  }()

  /// The names of all vectors that are frames, in the order of the alphabet.
  static let frames = all.keys.sorted().filter { name in
    !["hash", "frameKey", "sealed1", "clearHash", "clearSealed1"].contains(name)
      && !name.hasPrefix("messageKey")
  }

  private static func decode(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }
}

/// The two ends of the handshake of the vectors.
struct SessionFixture {
  let initiation: [UInt8]
  let response: [UInt8]
  let initiator: Handshaker.Established
  let responder: Handshaker.Established

  /// Both ends of the handshake; with call signs, initiator's first, in clear mode.
  init(callSigns: [CallSign?] = [nil, nil]) throws {
    let identities = try [1, 2].map { byte in
      try #require(LinkIdentity(privateKey: [UInt8](repeating: byte, count: 32)))
    }
    let keys = identities.map(\.publicKey)
    var left = Handshaker(
      identity: identities[0], peer: keys[1], marks: HandshakeMarks(), callSign: callSigns[0])
    var right = Handshaker(
      identity: identities[1], peer: keys[0], marks: HandshakeMarks(), callSign: callSigns[1])
    var step = LinkStep()
    initiation = left.initiate(Self.supplies(0x11, ephemeral: 3), step: &step) ?? []
    guard case .hello(let first) = try Frame(decoding: initiation),
      case .accepted(let established, let answer) = right.receiveInitiation(
        first, Self.supplies(0x22, ephemeral: 4), step: &step),
      case .hello(let second) = try Frame(decoding: answer)
    else { throw Failure.handshake }
    response = answer
    responder = established
    let last = left.receiveResponse(second, step: &step)
    initiator = try #require(last)
  }

  enum Failure: Error { case handshake }

  static func supplies(
    _ connection: UInt8, ephemeral: UInt8, at now: Instant = .zero
  ) -> Handshaker.Supplies {
    Handshaker.Supplies(
      connection: connection, ephemeral: [UInt8](repeating: ephemeral, count: 32),
      airtime: .milliseconds(118), airtimeAtHome: .milliseconds(118), spread: 0.5, now: now)
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
