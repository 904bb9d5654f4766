// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

/// The ledger's rules, one by one, with round numbers: no guard, a window of 100 s.
struct DutyLedgerTests {
  private static func rule(
    limit: Int64? = 10, longest: Duration? = nil, pause: Duration = .zero
  ) -> AirtimeRule {
    AirtimeRule(
      window: .seconds(100), limit: limit.map { .seconds($0) }, longestTransmission: longest,
      minimumPause: pause, guardPartsPerMillion: 0, clockPartsPerMillion: 0)
  }

  private static func at(_ seconds: Double) -> Instant {
    Instant(microseconds: Int64(seconds * 1e6))
  }

  private static func filled() throws -> DutyLedger {
    var ledger = DutyLedger(rule: rule(), at: .zero)
    for second in [0.0, 20] {
      let reservation = try ledger.reserve(burst: [.seconds(5)], at: at(second))
      try ledger.charge(.seconds(5), to: reservation, at: at(second))
      ledger.release(reservation, at: at(second + 5))
    }
    return ledger
  }

  @Test func `a full window refuses and says when to retry`() throws {
    let ledger = try Self.filled()
    // The first frame ended at 5 s; it must be out of the window that the new frame ends.
    #expect(ledger.mayStart(.seconds(5), at: Self.at(30)) == .at(Self.at(100)))
    #expect(ledger.mayStart(.seconds(2), at: Self.at(30)) == .at(Self.at(103)))
    #expect(ledger.mayStart(.seconds(6), at: Self.at(30)) == .at(Self.at(119)))
    #expect(ledger.used(at: Self.at(30)) == .seconds(10))
    #expect(ledger.remaining(at: Self.at(30)) == .zero)
    #expect(ledger.used(at: Self.at(104.999999)) == .seconds(10))
    #expect(ledger.used(at: Self.at(105)) == .seconds(5))
  }

  @Test func `what can never be sent is refused for good`() {
    let ledger = DutyLedger(rule: Self.rule(longest: .seconds(4)), at: .zero)
    #expect(ledger.mayStart(.seconds(5), at: .zero) == .never(.longerThan(.seconds(4))))
    #expect(ledger.mayStart(burst: [], at: .zero) == .never(.nothingToSend))
    let burst = Array(repeating: Duration.seconds(4), count: 3)
    #expect(ledger.mayStart(burst: burst, at: .zero) == .never(.overBudget(.seconds(10))))
    #expect(ledger.earliestStart(for: .seconds(5), at: .zero) == nil)
    #expect(
      ledger.schedule(of: [.seconds(4), .seconds(5), .seconds(4)], from: .zero)
        == [.zero, nil, Self.at(4)])
    let free = DutyLedger(rule: Self.rule(limit: nil), at: .zero)
    #expect(
      free.mayStart(burst: [.seconds(60), .seconds(60)], at: .zero)
        == .never(.longerThanWindow(.seconds(100))))
  }

  @Test func `without limit everything may start once the radio is free`() throws {
    var ledger = DutyLedger(rule: .unlimited, at: .zero)
    for second in 0..<5000 {
      let now = Self.at(Double(second))
      let reservation = try ledger.reserve(burst: [.seconds(1)], at: now)
      try ledger.charge(.seconds(1), to: reservation, at: now)
      ledger.release(reservation, at: now)
      #expect(ledger.mayStart(.seconds(1), at: now) == .at(now + .seconds(1)))
    }
    // The frame on the air, 3603 whole ones and the one whose end is still in the window.
    #expect(ledger.used(at: Self.at(4999)) == .seconds(3605))
  }

  @Test func `the pause after a transmission is owed, and by every frame of a burst`() throws {
    let rule = Self.rule(limit: nil, longest: .seconds(4), pause: .milliseconds(50))
    var ledger = DutyLedger(rule: rule, at: .zero)
    let reservation = try ledger.reserve(burst: [.seconds(1), .seconds(2)], at: .zero)
    #expect(reservation.record.end == 33_100_000)
    try ledger.charge(.seconds(1), to: reservation, at: .zero)
    #expect(throws: DutyLedgerError.tooEarly(Self.at(1.05))) {
      try ledger.charge(.seconds(2), to: reservation, at: Self.at(1.049999))
    }
    try ledger.charge(.seconds(2), to: reservation, at: Self.at(1.05))
    #expect(ledger.mayStart(.seconds(1), at: Self.at(2)) == .at(Self.at(3.1)))
    let after = DutyLedger(
      rule: rule, restoring: ledger.snapshot(at: Self.at(2)), elapsed: .unknown, at: .zero)
    // The radio may have been left sending; the whole burst is the most it can send.
    #expect(after.mayStart(.seconds(1), at: .zero) == .at(Self.at(3.05)))
  }

  @Test func `a reservation counts whole until it is released, then only what was charged`()
    throws
  {
    var ledger = DutyLedger(rule: Self.rule(), at: .zero)
    let burst = Array(repeating: Duration.seconds(2), count: 4)
    let reservation = try ledger.reserve(burst: burst, at: .zero)
    #expect(ledger.records == [reservation.record])
    #expect(ledger.mayStart(.seconds(3), at: .zero) == .at(Self.at(135)))
    try ledger.charge(.seconds(2), to: reservation, at: .zero)
    #expect(ledger.used(at: Self.at(2)) == .seconds(8))
    let released = ledger.release(reservation, at: Self.at(2))
    let settled = try #require(released)
    #expect(settled == DutyRecord(number: 1, start: 0, end: 2_000_000, airtime: 2_000_000))
    #expect(ledger.used(at: Self.at(2)) == .seconds(2))
    #expect(ledger.records == [settled])
    let unsent = try ledger.reserve(burst: burst, at: Self.at(2))
    let unsentRest = ledger.release(unsent, at: Self.at(3))
    #expect(unsentRest == nil)
    #expect(ledger.used(at: Self.at(3)) == .seconds(2))
    #expect(unsent.number == 2)
  }

  @Test func `a reservation never released counts as sent as late as it could be`() throws {
    var ledger = DutyLedger(rule: Self.rule(), at: .zero)
    let reservation = try ledger.reserve(burst: [.seconds(8)], at: .zero)
    ledger.advance(to: Self.at(50))
    #expect(throws: DutyLedgerError.reservationClosed) {
      try ledger.charge(.seconds(8), to: reservation, at: Self.at(50))
    }
    let reservationRest = ledger.release(reservation, at: Self.at(50))
    #expect(reservationRest == reservation.record)
    #expect(ledger.used(at: Self.at(137.9)) == .seconds(8))
    #expect(ledger.mayStart(.seconds(3), at: Self.at(50)) == .at(Self.at(135)))
    #expect(ledger.used(at: Self.at(138)) == .zero)
  }

  @Test func `a charge beyond its reservation is refused and changes nothing`() throws {
    var ledger = DutyLedger(rule: Self.rule(longest: .seconds(4)), at: .zero)
    let reservation = try ledger.reserve(burst: [.seconds(4), .seconds(1)], at: .zero)
    #expect(throws: DutyLedgerError.overReservation(left: .seconds(5))) {
      try ledger.charge(.seconds(6), to: reservation, at: .zero)
    }
    #expect(throws: DutyLedgerError.longerThan(.seconds(4))) {
      try ledger.charge(.seconds(5), to: reservation, at: .zero)
    }
    #expect(throws: DutyLedgerError.refused(.at(Self.at(127)))) {
      try ledger.reserve(burst: [.seconds(4), .seconds(4)], at: .zero)
    }
    try ledger.charge(.seconds(4), to: reservation, at: .zero)
    #expect(throws: DutyLedgerError.overReservation(left: .seconds(1))) {
      try ledger.charge(.seconds(2), to: reservation, at: Self.at(4))
    }
  }

  @Test func `frames keyed in another order than reserved cannot overfill a window`() throws {
    var ledger = DutyLedger(rule: Self.rule(), at: .zero)
    for (second, length) in [(0.0, 1), (1, 5), (60, 4)] as [(Double, Int64)] {
      let now = Self.at(second)
      let reservation = try ledger.reserve(burst: [.seconds(length)], at: now)
      try ledger.charge(.seconds(length), to: reservation, at: now)
      ledger.release(reservation, at: now)
    }
    // The second second's frame leaves the window while the long frame is on the air.
    let burst: [Duration] = [.seconds(1), .seconds(4)]
    #expect(ledger.mayStart(burst: burst, at: Self.at(64)) == .at(Self.at(101)))
    let reservation = try ledger.reserve(burst: burst, at: Self.at(101))
    #expect(throws: DutyLedgerError.windowFull) {
      try ledger.charge(.seconds(4), to: reservation, at: Self.at(101))
    }
    try ledger.charge(.seconds(1), to: reservation, at: Self.at(101))
    try ledger.charge(.seconds(4), to: reservation, at: Self.at(102))
  }
}
