// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

struct OutgoingTransferTests {
  private static let count = 5
  private let message: SealedMessage

  init() {
    message = SealedMessage(
      session: SessionID(rawValue: 1), number: MessageNumber(0),
      handle: MessageHandle(rawValue: 1), messageClass: .normal,
      layout: .symbols(sourceCount: Self.count, symbolBytes: 20),
      sealed: noise(20 * Self.count, seed: 3))
  }

  /// The ids of a whole burst, which ends with its one poll.
  private func burst(of transfer: inout OutgoingTransfer) -> [Int] {
    var ids: [Int] = []
    while case .symbol(_, let id, let poll, _)? = transfer.nextDraft() {
      ids.append(id)
      if poll == .answer { break }
    }
    transfer.requested(tag: [9])
    return ids
  }

  /// The request goes out at `now` and is not answered; the result is when the next may go.
  private func miss(_ transfer: inout OutgoingTransfer, at now: Instant) -> Instant? {
    transfer.requestSent(at: now, answerTime: .zero)
    _ = transfer.answerMissed(at: now)
    return transfer.wish
  }

  @Test func `the source symbols come once each and only the last one polls`() {
    var transfer = OutgoingTransfer(message)
    #expect(transfer.reserveBurst() == 5)
    #expect(
      transfer.nextDraft() == .symbol(.source, id: 0, poll: .silent, Array(message.sealed[..<20])))
    #expect(transfer.reserveBurst() == nil)
    #expect(burst(of: &transfer) == [1, 2, 3, 4])
    #expect(transfer.openRequest == [9])
    #expect(transfer.wish == nil, "nothing before the frame has left the antenna")
  }

  @Test func `a request amid the source symbols tells of those sent, unlike any before`() {
    var transfer = OutgoingTransfer(message)
    _ = transfer.nextDraft()
    _ = transfer.nextDraft(.here)
    transfer.requested(tag: [9])
    _ = miss(&transfer, at: .zero)
    #expect(transfer.nextDraft() == .poll(sourceCount: 5, sent: 2, repetition: 1))
    transfer.requested(tag: [9])
    let result = transfer.reported(need: 1)
    #expect(result?.sent == 2 && result?.arrived == 1)
    #expect(transfer.phase == .sending(remaining: 4))
  }

  @Test(arguments: 1...5) func `a report brings exactly as many frames as were asked for`(
    need: Int
  ) throws {
    var transfer = OutgoingTransfer(message)
    _ = burst(of: &transfer)
    transfer.reported(need: need)
    #expect(transfer.reserveBurst() == 5 + need)
    #expect(burst(of: &transfer) == Array(5..<5 + need))
    transfer.reported(need: 4095)
    #expect(burst(of: &transfer).count == Self.count, "never more than the whole message")
  }

  @Test func `after silence comes a poll, never data, each with another repetition`() {
    var transfer = OutgoingTransfer(message)
    _ = burst(of: &transfer)
    var former: UInt8 = 0
    for _ in 0..<40 {
      _ = miss(&transfer, at: .zero)
      guard case .poll(5, 5, let repetition)? = transfer.nextDraft() else {
        Issue.record("not a poll")
        return
      }
      #expect(repetition != former)
      former = repetition
      transfer.requested(tag: [repetition])
    }
  }

  @Test func `sixteen quick requests, then the spacing doubles from two seconds to ten minutes`() {
    var transfer = OutgoingTransfer(message)
    _ = burst(of: &transfer)
    var pauses: [Duration] = []
    var now = Instant.zero
    for _ in 0..<28 {
      let next = miss(&transfer, at: now) ?? now
      pauses.append(next - now)
      now = next
      _ = transfer.nextDraft()
      transfer.requested(tag: [])
    }
    let quick = [Double](repeating: 0, count: 15)
    let spacings = quick + [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600]
    #expect(pauses == spacings.map { .seconds($0) })
    transfer.reported(need: 1)
    _ = burst(of: &transfer)
    #expect(miss(&transfer, at: now) == now, "an answer makes the next requests quick again")
  }

  @Test func `busy is honoured, but no longer than ten minutes`() throws {
    let (initiator, right) = try SessionFixture().sessions
    var left = initiator
    let made = left.seal(SessionFixture.message([]), layout: .single)
    let sealed = try #require(made)
    for (tens, seconds) in [(UInt8(1), 10), (60, 600), (255, 600)] {
      let poll = left.encode(
        .poll(sourceCount: 1, sent: 1, repetition: 1), sealed.number, covering: [])
      left.outgoing[sealed.number]?.requested(tag: poll.request ?? [])
      let busy = right.encode(
        .busy(tensOfSeconds: tens), sealed.number, covering: poll.request ?? [])
      guard case .control(let frame) = try Frame(decoding: busy.bytes) else { return }
      let reception = left.receiveAnswer(frame, bytes: busy.bytes, at: .zero)
      #expect(reception.outcome == .resting)
      #expect(left.outgoing[sealed.number]?.wish == .zero + .seconds(seconds))
    }
  }

  @Test func `the poll after a busy differs from the one answered with it`() {
    var transfer = OutgoingTransfer(message)
    _ = burst(of: &transfer)
    _ = miss(&transfer, at: .zero)
    let first = transfer.nextDraft()
    transfer.requested(tag: [])
    transfer.busy(until: .zero + .seconds(10))
    #expect(transfer.nextDraft() != first)
  }

  @Test func `a resumed transfer asks first and sends only ids never sent before`() {
    var transfer = OutgoingTransfer(resuming: message, nextSymbolID: 3)
    #expect(transfer.wish == .zero)
    #expect(transfer.nextDraft() == .poll(sourceCount: 5, sent: 5, repetition: 1))
    transfer.reported(need: 2)
    #expect(burst(of: &transfer) == [5, 6])
    transfer = OutgoingTransfer(resuming: message, nextSymbolID: 12)
    #expect(transfer.nextDraft() == .poll(sourceCount: 5, sent: 12, repetition: 1))
  }

  @Test func `ids used up end in an abort, and polls until then stay answerable`() {
    var transfer = OutgoingTransfer(resuming: message, nextSymbolID: 4093)
    transfer.reported(need: 2)
    #expect(burst(of: &transfer) == [4093, 4094])
    _ = miss(&transfer, at: .zero)
    #expect(transfer.nextDraft() == .poll(sourceCount: 5, sent: 4095, repetition: 1))
    transfer.reported(need: 1)
    #expect(transfer.nextDraft() == nil)
    transfer.abort()
    #expect(transfer.nextDraft() == .abort)
    #expect(transfer.wish == .zero)
    #expect(transfer.reserveBurst() == nil)
  }
}
