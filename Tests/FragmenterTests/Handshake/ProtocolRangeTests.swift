// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

struct ProtocolRangeTests {
  @Test func `every byte is a range that writes the same byte, or is refused`() {
    for byte in UInt8.min...UInt8.max {
      let range = ProtocolRange(encoded: byte)
      #expect((range == nil) == (byte >> 4 > byte & 15), "\(byte)")
      if let range { #expect(range.encoded == byte) }
    }
  }

  @Test func `the version in common is the highest that both speak`() {
    let ranges = (UInt8.min...UInt8.max).compactMap(ProtocolRange.init(encoded:))
    for left in ranges {
      for right in ranges {
        let both = (0...15).last { left.versions.contains($0) && right.versions.contains($0) }
        #expect(left.common(with: right) == both)
      }
    }
  }

  /// What two machines that speak these versions make of each other.
  private func shake(
    _ near: ClosedRange<UInt8>, _ far: ClosedRange<UInt8>, marks: HandshakeMarks = HandshakeMarks()
  ) throws -> (
    machines: [Handshaker], answer: Handshaker.Answer, session: Handshaker.Established?,
    changes: [LinkChange]
  ) {
    var machines = try HandshakePair(versions: [near, far], marks: marks).machines
    var step = LinkStep()
    let initiation = machines[0].initiate(SessionFixture.supplies(1, ephemeral: 1), step: &step)
    let hello = try HandshakePair.hello(initiation ?? [])
    step = LinkStep()
    let answer = machines[1].receiveInitiation(
      hello, SessionFixture.supplies(2, ephemeral: 2), step: &step)
    guard case .accepted(_, let response) = answer else { return (machines, answer, nil, []) }
    let session = machines[0].receiveResponse(try HandshakePair.hello(response), step: &step)
    return (machines, answer, session, step.changes)
  }

  @Test func `versions in common make a session, and both remember the other's highest`() throws {
    let (machines, _, session, changes) = try shake(1...3, 2...5)
    #expect(session != nil)
    #expect(machines.map(\.marks.protocolVersion) == [5, 3])
    #expect(machines.allSatisfy { $0.refusedVersion == nil })
    let kept = changes.compactMap {
      if case .handshakeMarks(_, let marks) = $0 { marks.protocolVersion } else { nil }
    }
    #expect(kept == [3, 5], "the versions are on disk in the steps that learn them")
  }

  @Test(arguments: [(UInt8(1)...2, UInt8(3)...4), (3...4, 1...2)])
  func `without a version in common nothing is answered and the refused one is told`(
    near: ClosedRange<UInt8>, far: ClosedRange<UInt8>
  ) throws {
    let (machines, answer, _, _) = try shake(near, far)
    guard case .silence = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(machines[1].refusedVersion == near.upperBound)
    #expect(machines[1].marks.peer == 0 && machines[1].marks.protocolVersion == 0)
  }

  @Test func `a peer that once spoke a higher version is refused with less, in both roles`() throws
  {
    let pinned = HandshakeMarks(protocolVersion: 4)
    let asResponder = try shake(1...3, 1...5, marks: pinned)
    guard case .silence = asResponder.answer else {
      Issue.record("\(asResponder.answer)")
      return
    }
    #expect(asResponder.machines[1].refusedVersion == 3)
    #expect(asResponder.machines[1].marks == pinned)
    let asInitiator = try shake(1...5, 1...3, marks: pinned)
    #expect(asInitiator.session == nil)
    #expect(asInitiator.machines[0].refusedVersion == 3)
    let allowed = try shake(1...4, 1...5, marks: pinned)
    #expect(allowed.session != nil)
  }

  @Test func `a payload of another length, without connection or versions is refused`() {
    let initiation = InitiationPayload(
      counter: 0x0102_0304, highestSeen: 0x0506_0708, connection: 9,
      versions: ProtocolRange(1...2)
    ).encoded
    #expect(initiation == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0x12, 0])
    #expect(InitiationPayload(decoding: initiation)?.encoded == initiation)
    #expect(InitiationPayload(decoding: initiation + [0]) == nil)
    #expect(InitiationPayload(decoding: initiation.dropLast()) == nil)
    for (place, value) in [(8, UInt8(0)), (9, 0x21)] {
      var altered = initiation
      altered[place] = value
      #expect(InitiationPayload(decoding: altered) == nil)
    }
    let response = ResponsePayload(connection: 9, versions: ProtocolRange(1...2)).encoded
    #expect(response == [9, 0x12, 0])
    #expect(ResponsePayload(decoding: [0, 0x12, 0]) == nil)
    #expect(ResponsePayload(decoding: [9, 0x21, 0]) == nil)
    #expect(ResponsePayload(decoding: [9, 0x12]) == nil)
    #expect(ResponsePayload(decoding: [9, 0x12, 0xFF]) != nil, "unknown capabilities are ignored")
  }
}
