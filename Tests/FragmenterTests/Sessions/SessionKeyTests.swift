// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Keys, seals and numbers; the expected values are those of ``LinkVectors``.
struct SessionKeyTests {
  private let fixture: SessionFixture

  init() throws { fixture = try SessionFixture() }

  @Test func `the chain gives the keys of another implementation`() {
    var chain = fixture.initiator.sendChain
    let keys = (0...255).map { _ in chain.next() }
    for number in [0, 1, 5, 255] {
      #expect(keys[number] == LinkVectors.bytes("messageKey\(number)"))
    }
    #expect(Set(keys).count == keys.count)
  }

  @Test func `a session is named by its handshake hash, equal on both sides`() {
    let hash = LinkVectors.bytes("hash")
    #expect(fixture.initiator.record.id == SessionID(handshakeHash: hash))
    #expect(fixture.responder.record.id == fixture.initiator.record.id)
    #expect(
      fixture.initiator.record.additionalData(MessageNumber(9), from: .local) == hash + [0, 9, 0])
    #expect(
      fixture.initiator.record.additionalData(MessageNumber(9), from: .peer) == hash + [1, 9, 0])
    #expect(
      fixture.responder.record.additionalData(MessageNumber(9), from: .peer) == hash + [0, 9, 0])
  }

  @Test func `the two directions have different message keys`() {
    var (left, right) = (fixture.initiator.sendChain, fixture.responder.sendChain)
    #expect(left.next() != right.next())
  }

  @Test func `each side's frames are refused when they come back to it`() throws {
    let (left, right) = fixture.sessions
    let poll = ControlFrame.Content.poll(sourceCount: 1, sent: 1, repetition: 1)
    let frame = left.encode(poll, MessageNumber(0), covering: []).bytes
    guard case .control(let control) = try Frame(decoding: frame) else { return }
    for (session, expected) in [(left, Reception.Verdict.forged), (right, .authentic)] {
      var (session, step) = (session, LinkStep())
      let reception = session.receiveRequest(
        control, bytes: frame, context: SessionFixture.context(), step: &step)
      #expect(reception.verdict == expected)
    }
  }

  @Test func `any flipped bit of a seal or its additional data is refused`() throws {
    let key = SymmetricKey(data: LinkVectors.bytes("messageKey1"))
    let sealed = LinkVectors.bytes("sealed1")
    let data = fixture.responder.record.additionalData(MessageNumber(1), from: .peer)
    let plaintext = MessageSeal.open(sealed, key: key, additionalData: data)
    #expect(plaintext == [0x30, 5, 0] + Array(0..<40) + [0, 0, 0, 0, 0])
    for bit in 0..<sealed.count * 8 {
      var altered = sealed
      altered[bit / 8] ^= 1 << (bit % 8)
      #expect(MessageSeal.open(altered, key: key, additionalData: data) == nil, "bit \(bit)")
    }
    for bit in 0..<data.count * 8 {
      var altered = data
      altered[bit / 8] ^= 1 << (bit % 8)
      #expect(MessageSeal.open(sealed, key: key, additionalData: altered) == nil, "bit \(bit)")
    }
    for count in 0..<sealed.count {
      #expect(MessageSeal.open(Array(sealed[..<count]), key: key, additionalData: data) == nil)
    }
  }

  @Test func `any flipped bit of a single is refused and the true one still opens`() throws {
    var right = fixture.sessions.responder
    var step = LinkStep()
    let original = LinkVectors.bytes("single")
    for bit in 8..<original.count * 8 {
      var altered = original
      altered[bit / 8] ^= 1 << (bit % 8)
      guard case .single(let single)? = try? Frame(decoding: altered) else { continue }
      // Byte 1 finds the session; here it is given, and the seal must notice.
      let reception = right.receive(single, context: SessionFixture.context(), step: &step)
      #expect(reception.verdict == .forged, "bit \(bit)")
    }
    #expect(step.actions.isEmpty && step.changes.isEmpty)
    guard case .single(let single) = try Frame(decoding: original) else { return }
    _ = right.receive(single, context: SessionFixture.context(), step: &step)
    guard case .opened(let message)? = step.actions.first else {
      Issue.record("not opened")
      return
    }
    #expect(message.payload == Array("hello".utf8) && message.messageClass == .chat)
  }

  @Test func `a session on disk comes back the same and finishes what it began`() throws {
    var (left, right) = fixture.sessions
    var step = LinkStep()
    let frames = (0..<3).compactMap { index -> [UInt8]? in
      let message = SessionFixture.message([UInt8(index)])
      return left.seal(message, layout: .single).map { left.encode(.single, of: $0).bytes }
    }
    guard case .single(let third) = try Frame(decoding: frames[2]) else { return }
    _ = right.receive(third, context: SessionFixture.context(), step: &step)
    _ = right.stored(MessageNumber(2), step: &step)
    let data = try JSONEncoder().encode(right.record)
    let record = try JSONDecoder().decode(SessionRecord.self, from: data)
    #expect(record == right.record)
    var restored = Session(restored: record)
    #expect(!restored.canSeal)
    step = LinkStep()
    for frame in frames {
      guard case .single(let single) = try Frame(decoding: frame) else { continue }
      _ = restored.receive(single, context: SessionFixture.context(), step: &step)
    }
    let opened = step.actions.compactMap {
      if case .opened(let message) = $0 { message.payload } else { nil }
    }
    #expect(opened == [[0], [1]])
  }

  @Test func `at most eight messages are open, and numbers end at 255 without reuse`() throws {
    var session = fixture.sessions.initiator
    var numbers: [UInt8] = []
    var seals: Set<[UInt8]> = []
    for _ in 0..<8 {
      let made = session.seal(SessionFixture.message([]), layout: .single)
      numbers.append(try #require(made).number.value)
    }
    let isFull = !session.canSeal && session.isRekeyDue(at: .zero)
    #expect(isFull)
    #expect(session.seal(SessionFixture.message([]), layout: .single) == nil)
    for number in session.outgoing.keys where number != MessageNumber(3) {
      _ = session.end(number)
    }
    while session.canSeal {
      let made = session.seal(SessionFixture.message([]), layout: .single)
      let sealed = try #require(made)
      numbers.append(sealed.number.value)
      seals.insert(sealed.sealed)
      _ = session.end(sealed.number)
    }
    let passedOver = Set(stride(from: UInt8(11), through: 251, by: 8))
    let isAll = Set(numbers) == Set(0...255).subtracting(passedOver) && numbers.count == 225
    #expect(isAll, "only the lane of the open message waits")
    #expect(seals.count == 217)
    let isOver = session.isRekeyDue(at: .zero)
    #expect(isOver)
  }
}
