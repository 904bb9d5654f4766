// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

/// What a sign of life tells the next process, and when one is given.
struct LifeSignTests {
  private static let rule = AirtimeRule(limit: .seconds(36))

  private static func at(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  @Test func `a clock that ran on tells the time exactly`() {
    let sign = LifeSign(time: 1_000_000, seen: Self.at(500))
    let early = DutySnapshot(records: [], lastAlive: 1_000_000)
    #expect(sign.elapsed(since: early, at: Self.at(503)) == .exact(.seconds(3)))
    #expect(sign.elapsed(since: early, at: Self.at(500)) == .exact(.zero))
    // A reservation after the sign is the snapshot's last moment.
    let late = DutySnapshot(records: [], lastAlive: 3_000_000)
    #expect(sign.elapsed(since: late, at: Self.at(503)) == .exact(.seconds(1)))
  }

  @Test func `a clock that shows less than it did tells nothing`() {
    let sign = LifeSign(time: 1_000_000, seen: Self.at(500))
    let snapshot = DutySnapshot(records: [], lastAlive: 3_000_000)
    #expect(sign.elapsed(since: snapshot, at: Self.at(499)) == .unknown)
    #expect(sign.elapsed(since: snapshot, at: Self.at(501)) == .unknown)
    #expect(sign.elapsed(since: snapshot, at: Self.at(502)) == .exact(.zero))
  }

  @Test func `a sign never runs ahead of its ledger, though the clock was set back`() throws {
    var ledger = DutyLedger(rule: Self.rule, at: Self.at(1000))
    let sign = ledger.lifeSign(at: Self.at(400))
    // The step is noted 100 s later only: the ledger's time stood still meanwhile.
    ledger.advance(to: Self.at(500))
    let alive = ledger.snapshot(at: Self.at(600)).lastAlive
    let snapshot = DutySnapshot(records: [], lastAlive: 0)
    for second in [600, 999, 1000, 1050] as [Int64] {
      let ledgerTime = ledger.snapshot(at: Self.at(second)).lastAlive
      if case .exact(let elapsed) = sign.elapsed(since: snapshot, at: Self.at(second)) {
        #expect(elapsed <= .microseconds(ledgerTime))
      }
    }
    #expect(alive == 100_000_000)
  }

  @Test func `absurd signs never trap`() {
    let extremes: [Int64] = [.min, -1, 0, 1, .max]
    for time in extremes {
      for seen in extremes {
        for now in extremes {
          for alive in extremes {
            let snapshot = DutySnapshot(
              records: [DutyRecord(number: 1, start: alive, end: time, airtime: seen)],
              lastAlive: alive)
            let elapsed = LifeSign(time: time, seen: Instant(microseconds: seen))
              .elapsed(since: snapshot, at: Instant(microseconds: now))
            let ledger = DutyLedger(
              rule: Self.rule, restoring: snapshot, elapsed: elapsed,
              at: Instant(microseconds: now))
            #expect(ledger.used(at: Instant(microseconds: now)) >= .zero)
          }
        }
      }
    }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `after a restart in the same boot everything may start when it might have before`(
    seed: UInt64
  ) throws {
    var dice = LedgerDice(seed: seed)
    var ledger = DutyLedger(rule: Self.rule, at: Self.at(1000))
    let sign = ledger.lifeSign(at: Self.at(1000))
    var now = Self.at(1000)
    for _ in 0..<30 {
      now = now + .milliseconds(dice.roll(1...60_000))
      let burst = (0..<dice.roll(1...4)).map { _ in Duration.milliseconds(dice.roll(20...400)) }
      guard let reservation = try? ledger.reserve(burst: burst, at: now) else { continue }
      for frame in burst.dropLast(Int(dice.roll(0...1))) {
        try ledger.charge(frame, to: reservation, at: now)
        now = now + frame
      }
      ledger.release(reservation, at: now)
    }
    now = now + .milliseconds(dice.roll(0...600_000))
    let snapshot = DutySnapshot(records: ledger.records)
    let restored = DutyLedger(
      rule: Self.rule, restoring: snapshot, elapsed: sign.elapsed(since: snapshot, at: now),
      at: now)
    let wishes = Array(repeating: Duration.milliseconds(1700), count: 40)
    let (after, before) = (
      restored.schedule(of: wishes, from: now).compactMap(\.self),
      ledger.schedule(of: wishes, from: now).compactMap(\.self)
    )
    #expect(after.count == 40 && before.count == 40)
    // A record has one end for all its frames: the last one's.
    let late = zip(after, before).map { $0 - $1 }
    #expect(late.allSatisfy { $0 >= .zero && $0 < .milliseconds(1600) }, "seed \(seed)")
    #expect(restored.used(at: now) == ledger.used(at: now))
  }

  @Test func `a burst cut off by the end of its process counts to its own end, not longer`()
    throws
  {
    let rule = AirtimeRule(
      window: .seconds(100), limit: .seconds(10), guardPartsPerMillion: 0, clockPartsPerMillion: 0)
    var ledger = DutyLedger(rule: rule, at: .zero)
    let sign = ledger.lifeSign(at: .zero)
    let reservation = try ledger.reserve(burst: [.seconds(4), .seconds(4)], at: .zero)
    let snapshot = DutySnapshot(records: [reservation.record])
    for (boot, end) in [(50 as Int64, 38 as Int64), (10, 38)] {
      let after = DutyLedger(
        rule: rule, restoring: snapshot, elapsed: sign.elapsed(since: snapshot, at: Self.at(boot)),
        at: Self.at(boot))
      #expect(after.records.map(\.end) == [end * 1_000_000])
      #expect(after.earliestStart(for: .seconds(3), at: Self.at(boot)) == Self.at(end + 97))
    }
  }

  @Test func `signs are given at once, then ever more rarely, and none when nothing counts`()
    throws
  {
    var ledger = DutyLedger(rule: Self.rule, at: .zero)
    var schedule = LifeSignSchedule()
    #expect(schedule.takeDue(of: ledger, at: .zero) == nil)
    #expect(schedule.next == nil)
    let reservation = try ledger.reserve(burst: [.seconds(1)], at: .zero)
    try ledger.charge(.seconds(1), to: reservation, at: .zero)
    var given: [Int64] = []
    for second in 0..<8000 as Range<Int64>
    where schedule.takeDue(of: ledger, at: Self.at(second)) != nil {
      given.append(second)
    }
    #expect(given.prefix(7) == [0, 30, 90, 210, 450, 750, 1050])
    #expect(given.count == 15)
    #expect(given.allSatisfy { $0 <= 3605 })
    #expect(schedule.next == nil)
  }
}
