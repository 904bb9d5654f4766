// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

/// Two handshake machines without a link around them; the first begins.
struct HandshakePair {
  var machines: [Handshaker]

  init(
    versions: [ClosedRange<UInt8>] = [0...0, 0...0], marks: HandshakeMarks = HandshakeMarks()
  ) throws {
    let identities = try [1, 2].map { byte in
      try #require(LinkIdentity(privateKey: [UInt8](repeating: byte, count: 32)))
    }
    machines = (0..<2).map {
      Handshaker(
        identity: identities[$0], peer: identities[1 - $0].publicKey, marks: marks,
        versions: ProtocolRange(versions[$0]))
    }
  }

  /// An initiation of the first machine that no other was like; the counter rises with each.
  mutating func freshInitiation(at now: Instant = .zero) throws -> HelloFrame {
    // A machine that forgot the initiation it had out makes a new one.
    machines[0] = try Self(marks: machines[0].marks).machines[0]
    let ephemeral = UInt8(truncatingIfNeeded: machines[0].marks.own &+ 50)
    var step = LinkStep()
    let frame = machines[0].initiate(
      SessionFixture.supplies(1, ephemeral: ephemeral, at: now), step: &step)
    return try Self.hello(frame ?? [])
  }

  /// What the second machine makes of an initiation.
  mutating func take(_ hello: HelloFrame, at now: Instant) -> Handshaker.Answer {
    var step = LinkStep()
    return machines[1].receiveInitiation(
      hello, SessionFixture.supplies(2, ephemeral: 99, at: now), step: &step)
  }

  static func hello(_ frame: [UInt8]) throws -> HelloFrame {
    guard case .hello(let hello) = try Frame(decoding: frame) else { throw Failure.noHello }
    return hello
  }

  enum Failure: Error { case noHello }
}

extension Handshaker.Answer {
  /// The response to be sent, if any.
  var response: [UInt8]? {
    switch self {
    case .accepted(_, let frame), .repeated(let frame): frame
    default: nil
    }
  }

  var isStale: Bool { if case .stale = self { true } else { false } }
}
