// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

extension LedgerWorld {
  private static let hour: Int64 = 3_600_000_000
  private static let tenYears: Int64 = 87_660 * hour

  /// Goes down at once, or in order, and comes up again with nothing but the durable rows.
  mutating func restart() {
    if dice.chance(percent: 30) {
      let last = ledger.snapshot(at: instant)
      rows = Dictionary(uniqueKeysWithValues: last.records.map { ($0.number, $0) })
      giveLifeSign()
    }
    comeUp()
  }

  private mutating func comeUp() {
    counts.restarts += 1
    let down = dice.pick(0, 1000, dice.roll(0...60_000_000), dice.roll(0...2 * LedgerWorld.hour))
    now += down
    if dice.chance(percent: 60) {
      sign = nil
      clock.set(
        to: LedgerWorld.epoch(&dice), partsPerMillion: LedgerWorld.drift(&dice), at: now)
    }
    // A trusted clock tells seconds; what is left of them is not counted.
    let passed = (now - lastAlive.true) / 1_000_000
    let snapshot = DutySnapshot(records: Array(rows.values), lastAlive: lastAlive.ledger)
    let elapsed =
      sign?.elapsed(since: snapshot, at: instant)
      ?? (dice.chance(percent: 70) ? .trusted(.seconds(passed)) : .unknown)
    if case .exact = elapsed { counts.sameBoot += 1 }
    ledger = DutyLedger(
      rule: rule, reserve: ledger.reserve, restoring: snapshot, elapsed: elapsed, at: instant)
    // A crash before the new rows are durable leaves the old ones, which are as good.
    guard dice.chance(percent: 90) else { return comeUp() }
    let renewed = ledger.snapshot(at: instant)
    rows = Dictionary(uniqueKeysWithValues: renewed.records.map { ($0.number, $0) })
    giveLifeSign()
  }

  /// The clock is set back while the station runs.
  mutating func setBack() {
    counts.setBack += 1
    let shown = instant.microseconds
    let target = dice.pick(
      shown - LedgerWorld.hour, shown - LedgerWorld.tenYears, min(shown, 0), shown - 1)
    clock.set(to: target, at: now)
  }

  /// What a clock shows after a boot: 1970, years off, an hour off.
  static func epoch(_ dice: inout LedgerDice) -> Int64 {
    dice.pick(0, tenYears, -tenYears, hour, -hour, dice.roll(-tenYears...tenYears))
  }

  static func drift(_ dice: inout LedgerDice) -> Int64 {
    dice.pick(0, -900, 900, dice.roll(-900...900))
  }

  static func rule(_ dice: inout LedgerDice) -> AirtimeRule {
    dice.pick(
      AirtimeRule(limit: .milliseconds(3600)), AirtimeRule(limit: .seconds(36)),
      AirtimeRule(limit: .seconds(36)), AirtimeRule(limit: .seconds(360)),
      AirtimeRule(window: .seconds(20), limit: .milliseconds(400)),
      AirtimeRule(
        limit: nil, longestTransmission: .seconds(4), minimumPause: .milliseconds(50)),
      AirtimeRule(
        limit: .seconds(100), longestTransmission: .seconds(1),
        minimumPause: .milliseconds(100)))
  }

  static func reserve(_ rule: AirtimeRule, _ dice: inout LedgerDice) -> DutyReserve {
    dice.pick(
      .none,
      .standard(
        for: rule, controlFrame: .milliseconds(60), handshakeFrame: .milliseconds(120),
        chatPartsPerMillion: 200_000))
  }

  /// Frames of the world: some lengths at one or all spreading factors, where they may be sent.
  static func airtimes(_ rule: AirtimeRule, _ dice: inout LedgerDice) -> [Duration] {
    let factors = dice.pick([SpreadingFactor.sf7], [.sf12], [.sf7, .sf9, .sf12])
    let longest = min(rule.budget ?? .seconds(20), rule.longestTransmission ?? .seconds(20))
    let all = factors.flatMap { factor in
      (0..<16).map { _ in
        Modulation(spreadingFactor: factor, bandwidth: .kHz125, codingRate: .fourFifths)
          .timeOnAir(payloadBytes: Int(dice.roll(1...255))) + .microseconds(80)
      }
    }
    let legal = all.filter { $0 <= longest }
    return legal.isEmpty ? [longest / 3] : legal
  }
}
