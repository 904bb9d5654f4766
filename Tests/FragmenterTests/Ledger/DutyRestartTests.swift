// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

/// What the ledger knows after a restart, and what clocks can do to it.
struct DutyRestartTests {
  private static let rule = AirtimeRule(
    window: .seconds(100), limit: .seconds(10), guardPartsPerMillion: 0, clockPartsPerMillion: 0)

  private static func at(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  /// Five seconds sent at 0 and at 20 s; alive until 40 s.
  private static func snapshot() throws -> DutySnapshot {
    var ledger = DutyLedger(rule: rule, at: .zero)
    for second in [0, 20] as [Int64] {
      let reservation = try ledger.reserve(burst: [.seconds(5)], at: at(second))
      try ledger.charge(.seconds(5), to: reservation, at: at(second))
      ledger.release(reservation, at: at(second + 5))
    }
    return ledger.snapshot(at: at(40))
  }

  @Test(arguments: [0, 1_000_000, -315_576_000, 1_760_000_000] as [Int64])
  func `after unknown time the last window stands and ages from the boot`(boot: Int64) throws {
    let ledger = DutyLedger(
      rule: Self.rule, restoring: try Self.snapshot(), elapsed: .unknown, at: Self.at(boot))
    #expect(ledger.used(at: Self.at(boot)) == .seconds(10))
    #expect(ledger.earliestStart(for: .seconds(5), at: Self.at(boot)) == Self.at(boot + 60))
    #expect(ledger.used(at: Self.at(boot + 65)) == .seconds(5))
    #expect(ledger.used(at: Self.at(boot + 85)) == .zero)
  }

  @Test func `trusted time ages the records, and a negative one does not rejuvenate them`() throws {
    let snapshot = try Self.snapshot()
    let aged = DutyLedger(
      rule: Self.rule, restoring: snapshot, elapsed: .trusted(.seconds(50)), at: .zero)
    #expect(aged.earliestStart(for: .seconds(5), at: .zero) == Self.at(10))
    let gone = DutyLedger(
      rule: Self.rule, restoring: snapshot, elapsed: .trusted(.seconds(85)), at: .zero)
    #expect(gone.mayStart(.seconds(10), at: .zero) == .now)
    #expect(gone.records == [])
    let negative = DutyLedger(
      rule: Self.rule, restoring: snapshot, elapsed: .trusted(.seconds(-900)), at: .zero)
    #expect(negative.earliestStart(for: .seconds(5), at: .zero) == Self.at(60))
  }

  @Test func `a crash between reserving and keying counts the whole burst`() throws {
    var ledger = DutyLedger(rule: Self.rule, at: .zero)
    let reservation = try ledger.reserve(burst: [.seconds(4), .seconds(4)], at: .zero)
    let after = DutyLedger(
      rule: Self.rule, restoring: DutySnapshot(records: [reservation.record]),
      elapsed: .unknown, at: .zero)
    #expect(after.used(at: .zero) == .seconds(8))
    // The burst may have ended as late as its patience allowed.
    #expect(after.earliestStart(for: .seconds(3), at: .zero) == Self.at(38 + 97))
  }

  @Test func `a burst cut short counts from the boot on, however long the station was down`()
    throws
  {
    var ledger = DutyLedger(rule: Self.rule, at: .zero)
    let reservation = try ledger.reserve(burst: [.seconds(4), .seconds(4)], at: .zero)
    let after = DutyLedger(
      rule: Self.rule, restoring: DutySnapshot(records: [reservation.record]),
      elapsed: .trusted(.seconds(1000)), at: .zero)
    // The computer may have hung before it died, the radio may still be sending.
    #expect(after.earliestStart(for: .seconds(3), at: .zero) == Self.at(8 + 97))
    #expect(after.records.map(\.end) == [1_008_000_000])
  }

  @Test func `numbers and ledger time go on across restarts`() throws {
    let snapshot = try Self.snapshot()
    var ledger = DutyLedger(
      rule: Self.rule, restoring: snapshot, elapsed: .trusted(.seconds(70)), at: Self.at(7))
    #expect(ledger.records == [snapshot.records[1]])
    let reservation = try ledger.reserve(burst: [.seconds(5)], at: Self.at(7))
    #expect(reservation.number == 3)
    #expect(reservation.record.start == 110_000_000)
  }

  @Test(arguments: [-1, -3600, -315_576_000] as [Int64])
  func `a clock set back admits nothing early and costs one window at most`(step: Int64) throws {
    var ledger = DutyLedger(
      rule: Self.rule, restoring: try Self.snapshot(), elapsed: .unknown, at: Self.at(40))
    let now = Self.at(40 + step)
    #expect(ledger.earliestStart(for: .seconds(5), at: now) == now + .seconds(60))
    ledger.advance(to: now)
    #expect(ledger.earliestStart(for: .seconds(5), at: now) == now + .seconds(60))
    #expect(
      ledger.earliestStart(for: .seconds(5), at: now + .seconds(30)) == now + .seconds(60))
    #expect(ledger.mayStart(.seconds(5), at: now + .seconds(60)) == .now)
  }

  @Test func `spoiled rows and absurd clocks never trap`() {
    var dice = LedgerDice(seed: 77)
    let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, 1 << 40, .max - 1, .max]
    for _ in 0..<3000 {
      let values = (0..<40).map { _ in extremes.randomElement(using: &dice) ?? 0 }
      let records = (0..<8).map { index in
        DutyRecord(
          number: values[index], start: values[index + 8], end: values[index + 16],
          airtime: values[index + 24])
      }
      var ledger = DutyLedger(
        rule: Self.rule, restoring: DutySnapshot(records: records, lastAlive: values[32]),
        elapsed: .trusted(.seconds(values[33])), at: Instant(microseconds: values[34]))
      let now = Instant(microseconds: values[35])
      let before = ledger.used(at: now)
      #expect(before >= .zero)
      ledger.advance(to: now)
      let reserved = try? ledger.reserve(
        burst: [.seconds(3), .microseconds(values[36])], at: now)
      if let reserved { #expect(reserved.record.airtime <= 10_000_000) }
      #expect(ledger.schedule(of: [.seconds(9), .seconds(9)], from: now).count == 2)
    }
  }
}
