// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

struct AnswerMemoryTests {
  private static let message = SealedMessage(
    session: SessionID(rawValue: 1), number: MessageNumber(0), handle: MessageHandle(rawValue: 1),
    messageClass: .normal,
    layout: .single, sealed: [])

  @Test(arguments: 0..<100) func `an honest sender is refused only after three losses in a row`(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    var memory = AnswerMemory()
    var transfer = OutgoingTransfer(Self.message)
    var now = Instant.zero
    _ = transfer.nextDraft()
    var (sent, repetition) = (1, UInt8(0))
    var lost = 0
    for round in 0..<40 {
      transfer.requested(tag: [])
      transfer.requestSent(at: now, answerTime: .milliseconds(80))
      if Double.random(in: 0..<1, using: &random) < 0.7 {
        let isAdmitted = memory.admits(sent: sent, repetition: repetition, at: now)
        // Two bits tell four requests apart.
        #expect(isAdmitted || lost & 3 == 3, "seed \(seed), round \(round)")
        lost = isAdmitted ? 0 : lost + 1
      } else {
        lost += 1
      }
      now = now + .milliseconds(80)
      _ = transfer.answerMissed(at: now)
      now = max(now, transfer.wish ?? now)
      guard case .poll(_, let nextSent, let next)? = transfer.nextDraft() else { return }
      (sent, repetition) = (nextSent, next)
    }
  }

  @Test func `one request is answered once, and none that is older than the last`() {
    var memory = AnswerMemory()
    var answered = [memory.admits(sent: 5, repetition: 0, at: .zero)]
    for second in 0..<100 {
      let now = Instant.zero + .seconds(second * 1000)
      answered.append(memory.admits(sent: 5, repetition: 0, at: now))
      answered.append(memory.admits(sent: 4, repetition: 1, at: now))
    }
    answered.append(memory.admits(sent: 6, repetition: 0, at: .zero + .seconds(100_000)))
    #expect(answered == [true] + [Bool](repeating: false, count: 200) + [true])
  }

  @Test func `two recorded requests replayed for an hour bring few answers`() {
    var memory = AnswerMemory()
    var answers = 0
    for tick in 0..<36_000 {
      let now = Instant.zero + .milliseconds(tick * 100)
      if memory.admits(sent: 9, repetition: UInt8(tick & 1), at: now) { answers += 1 }
    }
    #expect((26...34).contains(answers))
  }

  @Test func `a repeated abort is answered again, at the same spacing`() {
    var memory = AnswerMemory()
    var answers = 0
    for tick in 0..<36_000 {
      let now = Instant.zero + .milliseconds(tick * 100)
      if memory.admits(sent: 4095, repetition: memory.unlikeRepetition, at: now) { answers += 1 }
    }
    #expect((26...34).contains(answers))
  }

  @Test(arguments: 0..<20) func `an honest sender is answered however long its receiver is busy`(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    var memory = AnswerMemory()
    var (now, repetition) = (Instant.zero, UInt8(0))
    for round in 0..<200 {
      let pause = Duration.seconds(10 * min(1 << min(round, 7), 6))
      var (isAnswered, silences) = (false, 0)
      while !isAnswered {
        repetition = repetition &+ 1 & 3
        if Double.random(in: 0..<1, using: &random) < 0.7 {
          let isAdmitted = memory.admits(sent: 3, repetition: repetition, at: now)
          #expect(isAdmitted, "seed \(seed), round \(round), silences \(silences)")
          memory.paused(for: pause, at: now)
          isAnswered = Double.random(in: 0..<1, using: &random) < 0.7
        }
        silences += 1
        let isQuick = silences < Limits.quickPolls
        now =
          now + (isQuick ? .milliseconds(100) : .seconds(2 << min(silences - Limits.quickPolls, 8)))
      }
      now = now + pause
    }
  }

  @Test func `requests replayed while the receiver is busy bring few answers`() {
    var memory = AnswerMemory()
    var answers = 0
    for tick in 0..<36_000 {
      let now = Instant.zero + .milliseconds(tick * 100)
      guard memory.admits(sent: 9, repetition: UInt8(tick & 3), at: now) else { continue }
      memory.paused(for: .seconds(60), at: now)
      answers += 1
    }
    #expect(answers <= 60 * 23)
  }
}
