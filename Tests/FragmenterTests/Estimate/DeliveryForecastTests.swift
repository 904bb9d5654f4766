// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

@Suite struct DeliveryForecastTests {
  private static let second = Duration.seconds(1)
  private static let exact = LossEstimate.Figure(probability: 0, error: 0)

  private static func ledger(_ limit: Duration?) -> DutyLedger {
    let rule = AirtimeRule(
      limit: limit, guardPartsPerMillion: 0, clockPartsPerMillion: 0)
    return DutyLedger(rule: rule, at: .zero)
  }

  private static func message(_ symbols: Int, _ kind: AirtimeClass = .bulk) -> QueuedMessage {
    QueuedMessage(symbols: symbols, frameAirtime: second, airtimeClass: kind)
  }

  private static func seconds(_ duration: Duration?) -> Double? { duration.map(\.seconds) }

  /// Before anything is measured each burst is expected to wait 0.2 s for others.
  private static func estimates(
    _ queues: [PeerQueue], limit: Duration? = nil
  ) -> [[DeliveryEstimate]] {
    DeliveryForecast(queues: queues, ledger: ledger(limit), now: .zero).estimates()
  }

  @Test func `without loss and law a message takes its airtime and a short wait`() throws {
    let queue = PeerQueue(
      messages: [Self.message(10), Self.message(20)], loss: Self.exact, burstFrames: 100)
    let estimates = Self.estimates([queue])[0]
    #expect(estimates.map(\.airtime) == [.seconds(10), .seconds(20)])
    let medians = estimates.compactMap { Self.seconds($0.median) }
    #expect(abs(medians[0] - 10.2) < 0.01)
    #expect(abs(medians[1] - 30.4) < 0.01)
  }

  @Test func `losses and overheads are paid for`() {
    var queue = PeerQueue(
      messages: [Self.message(40)], loss: .init(probability: 0.2, error: 0), burstFrames: 100)
    queue.burstOverhead = .milliseconds(500)
    queue.answerTime = Self.second
    let estimate = Self.estimates([queue])[0][0]
    // Three bursts, of 40, 8 and 2 frames.
    #expect(abs(estimate.airtime.seconds - 51.5) < 0.01)
    #expect(Self.seconds(estimate.median).map { abs($0 - 55.1) < 0.01 } == true)
  }

  @Test func `the law makes what does not fit the window wait for the next`() {
    let queue = PeerQueue(
      messages: [Self.message(30), Self.message(10)], loss: Self.exact, burstFrames: 100)
    let medians = Self.estimates([queue], limit: .seconds(36))[0].compactMap(\.median)
    #expect(medians.count == 2)
    #expect(medians[0] < .seconds(31))
    #expect(medians[1] > .seconds(3600) && medians[1] < .seconds(3640))
  }

  @Test func `what is longer than its share of an empty window is never delivered`() {
    var long = Self.message(1)
    long.frameAirtime = .seconds(37)
    let queue = PeerQueue(
      messages: [Self.message(1), long, Self.message(1)], loss: Self.exact, burstFrames: 8)
    let other = PeerQueue(messages: [Self.message(3)], loss: Self.exact, burstFrames: 8)
    let estimates = Self.estimates([queue, other], limit: .seconds(36))
    #expect(estimates[0].map { $0.median == nil } == [false, true, true])
    #expect(estimates[0].map { $0.ninetieth == nil } == [false, true, true])
    #expect(estimates[1][0].median != nil)
  }

  @Test func `chat to one peer goes before bulk to another`() {
    let bulk = PeerQueue(messages: [Self.message(500)], loss: Self.exact, burstFrames: 30)
    let chat = PeerQueue(messages: [Self.message(2, .chat)], loss: Self.exact, burstFrames: 30)
    let estimates = Self.estimates([bulk, chat])
    #expect(Self.seconds(estimates[1][0].median).map { $0 < 3 } == true)
    #expect(Self.seconds(estimates[0][0].median).map { $0 > 500 } == true)
  }

  @Test func `peers take turns`() {
    let queue = PeerQueue(messages: [Self.message(100)], loss: Self.exact, burstFrames: 10)
    let ends = Self.estimates([queue, queue]).compactMap { Self.seconds($0[0].median) }
    #expect(ends.count == 2)
    #expect(ends[1] - ends[0] < 40)
    #expect(ends[0] > 150)
  }

  @Test func `who cannot be reached yet holds up nobody else`() {
    var silent = PeerQueue(messages: [Self.message(5)], loss: Self.exact, burstFrames: 10)
    silent.notBefore = .zero + .seconds(1000)
    let other = PeerQueue(messages: [Self.message(5)], loss: Self.exact, burstFrames: 10)
    let estimates = Self.estimates([silent, other])
    #expect(Self.seconds(estimates[0][0].median).map { $0 > 1005 && $0 < 1006 } == true)
    #expect(Self.seconds(estimates[1][0].median).map { $0 < 6 } == true)
  }

  @Test func `later in the queue is later, and the ninetieth percentile is no sooner`() {
    var dice = LedgerDice(seed: 7)
    let queues = (0..<5).map { _ in
      let messages = (0..<40).map { _ in
        QueuedMessage(
          symbols: Int(dice.roll(0...300)), frameAirtime: .milliseconds(dice.roll(1...9000)),
          airtimeClass: dice.pick(.chat, .bulk))
      }
      let loss = LossEstimate.Figure(
        probability: Double(dice.roll(0...60)) / 100, error: 0.05, dispersion: 3)
      return PeerQueue(messages: messages, loss: loss, burstFrames: Int(dice.roll(1...64)))
    }
    for estimates in Self.estimates(queues, limit: .seconds(360)) {
      let medians = estimates.compactMap(\.median)
      #expect(medians.count == 40)
      #expect(medians == medians.sorted())
      #expect(estimates.allSatisfy { ($0.ninetieth ?? .zero) >= ($0.median ?? .seconds(1)) })
    }
  }

  @Test func `no number traps`() {
    let message = QueuedMessage(
      symbols: .max, frameAirtime: .seconds(-1), airtimeClass: .control)
    let longest = QueuedMessage(
      symbols: .max, frameAirtime: .seconds(Int64.max), airtimeClass: .control)
    var queue = PeerQueue(
      messages: [message, Self.message(.min), longest],
      loss: .init(probability: 7, error: -1, dispersion: -3), burstFrames: -1)
    queue.notBefore = Instant(microseconds: .max)
    #expect(Self.estimates([queue], limit: .seconds(36))[0].count == 3)
    #expect(Self.estimates([], limit: nil).isEmpty)
  }
}
