// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

/// The figures the ledger is held to: how much of the legal airtime can really be used.
struct DutyGoalTests {
  private static let hour: Int64 = 3_600_000_000

  /// Full frames of 252 bytes at SF7, with the ramps.
  private static let fullFrame = modulation(.sf7).timeOnAir(payloadBytes: 252) + .microseconds(80)

  private static func modulation(_ factor: SpreadingFactor) -> Modulation {
    Modulation(spreadingFactor: factor, bandwidth: .kHz125, codingRate: .fourFifths)
  }

  @Test(
    arguments: [
      // A frame carries 244 bytes; a tenth of the frames is lost and sent again.
      (frames: 615, percent: 10, seconds: 275.0), (frames: 684, percent: 10, seconds: 275.0),
      (frames: 41, percent: 1, seconds: 19.0), (frames: 46, percent: 1, seconds: 19.0),
      (frames: 205, percent: 1, seconds: 2.01 * 3600),
      (frames: 228, percent: 1, seconds: 2.01 * 3600),
    ])
  func `a message is through within its goal from an empty ledger`(
    goal: (frames: Int, percent: Int, seconds: Double)
  ) throws {
    let rule = AirtimeRule(limit: .seconds(36 * goal.percent))
    let frames = Array(repeating: Self.fullFrame, count: goal.frames)
    let planned = DutyLedger(rule: rule, at: .zero).schedule(of: frames, from: .zero)
    #expect(!planned.contains(nil))
    let plannedEnd = try #require(planned.compactMap(\.self).last) + Self.fullFrame
    var sender = SaturatedSender(rule: rule)
    sender.queue = frames
    while !sender.queue.isEmpty { try sender.step() }
    #expect(Double(sender.now) / 1e6 <= goal.seconds)
    // The forecast is what then happens.
    #expect(plannedEnd.microseconds == sender.now)
    #expect(sender.truth.worst(window: Self.hour) <= Int64(36_000_000 * goal.percent))
  }

  @Test(arguments: [1, 10])
  func `a queue that is never empty uses the budget in every full hour`(percent: Int) throws {
    let seed = UInt64(percent)
    var dice = LedgerDice(seed: seed)
    var sender = SaturatedSender(rule: AirtimeRule(limit: .seconds(36 * percent)))
    let hours: Int64 = 48
    while sender.now < hours * Self.hour {
      while sender.queue.count < 8 {
        // Frames are whole: of 36 s those of 250 bytes alone would leave 1 % over.
        let factor = percent == 1 ? SpreadingFactor.sf7 : dice.pick(.sf7, .sf8, .sf9)
        let bytes = Int(dice.roll(percent == 1 ? 20...120 : 20...255))
        sender.queue.append(Self.modulation(factor).timeOnAir(payloadBytes: bytes))
      }
      try sender.step()
    }
    let budget = try #require(sender.ledger.rule.budget?.wholeMicroseconds)
    let least = sender.truth.leastInFullHours(until: hours * Self.hour)
    let total = sender.truth.until(hours * Self.hour)
    #expect(Double(least) >= 0.99 * Double(budget), "seed \(seed)")
    #expect(Double(total) >= 0.99 * Double(budget * hours), "seed \(seed)")
    #expect(sender.truth.worst(window: Self.hour) <= Int64(36_000_000 * percent), "seed \(seed)")
  }

  @Test(arguments: [SpreadingFactor.sf7, .sf9, .sf12])
  func `of equal frames every hour gets as many as fit whole`(factor: SpreadingFactor) throws {
    let frame = Self.modulation(factor).timeOnAir(payloadBytes: 252)
    var sender = SaturatedSender(rule: AirtimeRule(limit: .seconds(36)))
    while sender.now < 48 * Self.hour {
      sender.queue = Array(repeating: frame, count: 8)
      try sender.step()
    }
    let budget = try #require(sender.ledger.rule.budget?.wholeMicroseconds)
    let most = budget / frame.wholeMicroseconds * frame.wholeMicroseconds
    #expect(sender.truth.leastInFullHours(until: 48 * Self.hour) == most)
  }

  @Test func `bulk that never ends leaves chat and control their reserves`() throws {
    let rule = AirtimeRule(limit: .seconds(36))
    let reserve = DutyReserve.standard(
      for: rule, controlFrame: .milliseconds(60), handshakeFrame: .milliseconds(120),
      chatPartsPerMillion: 200_000)
    #expect(reserve.control == .microseconds(716_400))
    #expect(reserve.chat == .microseconds(7_164_000))
    var sender = SaturatedSender(rule: rule, reserve: reserve)
    while sender.now < 3 * Self.hour {
      while sender.queue.count < 8 { sender.queue.append(Self.fullFrame) }
      try sender.step(.bulk)
      let now = Instant(microseconds: sender.now)
      #expect(sender.ledger.mayStart(.seconds(7), at: now, for: .chat) == .now)
      #expect(sender.ledger.mayStart(.milliseconds(7880), at: now, for: .control) == .now)
      #expect(sender.ledger.remaining(at: now, for: .chat) >= reserve.chat)
      #expect(
        sender.ledger.remaining(at: now) - sender.ledger.remaining(at: now, for: .chat)
          == reserve.control)
    }
  }
}
