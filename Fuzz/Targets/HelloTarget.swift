// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Fragmenter
import LoRaPHY

/// Any bytes as handshake messages and as what is inside them.
enum HelloTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    if let payload = InitiationPayload(decoding: input) {
      precondition(payload.encoded.dropLast() == input.dropLast(), "an initiation's payload")
    }
    if let payload = ResponsePayload(decoding: input) {
      precondition(payload.encoded.dropLast() == input.dropLast(), "a response's payload")
    }
    for mode in PayloadMode.allCases {
      guard let identified = IdentifiedPayload(decoding: input, mode) else { continue }
      precondition(identified.encoded == input, "a payload and its call sign")
    }
    let mode: PayloadMode = (input.first ?? 0) & 2 == 0 ? .encrypted : .clear
    let machines = mode == .clear ? Self.clear : Self.encrypted
    guard var machine = machines?.idle, var waiting = machines?.waiting else { return -1 }
    var step = LinkStep()
    let supplies = Handshaker.Supplies(
      connection: 9, ephemeral: [UInt8](repeating: 9, count: 32), airtime: .milliseconds(100),
      airtimeAtHome: .milliseconds(100), spread: 0.5, now: .zero)
    let noise = Array(input.dropFirst())
    let kind: HelloFrame.Kind = (input.first ?? 0) & 1 == 0 ? .initiation : .response
    let frame = HelloFrame(kind: kind, address: 7, noiseMessage: noise, mode: mode)
    if kind == .initiation {
      guard case .forged = machine.receiveInitiation(frame, supplies, step: &step) else {
        preconditionFailure("a forged initiation was taken")
      }
    } else {
      precondition(waiting.receiveResponse(frame, step: &step) == nil, "a forged response")
    }
    precondition(step.changes.isEmpty && step.actions.isEmpty, "a forged hello changed something")
    return 0
  }

  /// A machine that waits for anything, and one that waits for a response.
  private typealias Machines = (idle: Handshaker, waiting: Handshaker)
  private static let encrypted = machines(callSign: nil)
  private static let clear = machines(callSign: CallSign("F4ABC"))

  private static func machines(callSign: CallSign?) -> Machines? {
    let identities = [UInt8(1), 2].compactMap {
      LinkIdentity(privateKey: [UInt8](repeating: $0, count: 32))
    }
    guard identities.count == 2 else { return nil }
    let idle = Handshaker(
      identity: identities[0], peer: identities[1].publicKey, marks: HandshakeMarks(),
      callSign: callSign)
    var waiting = idle
    var step = LinkStep()
    _ = waiting.initiate(
      Handshaker.Supplies(
        connection: 7, ephemeral: [UInt8](repeating: 3, count: 32), airtime: .milliseconds(100),
        airtimeAtHome: .milliseconds(100), spread: 0.5, now: .zero), step: &step)
    return (idle, waiting)
  }
}
