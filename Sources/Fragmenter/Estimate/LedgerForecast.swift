// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// A ledger run ahead of time: pieces of airtime, each as early as it may begin.
struct LedgerForecast: Sendable {
  private var ledger: DutyLedger
  private let begin: Int64
  /// The ledger time up to which everything is sent.
  private var time: Int64
  /// Airtime sent so far, microseconds.
  private var spent: Int64 = 0

  /// Begins now; the ledger itself is not changed.
  init(_ ledger: DutyLedger, at now: Instant) {
    self.ledger = ledger
    begin = ledger.clock.time(at: now)
    time = begin
  }

  /// The time since the beginning, microseconds.
  var elapsed: Int64 { time.minus(begin) }

  /// The longest piece that should be sent at once, seconds; no longer than a burst at first.
  ///
  /// Pieces grow with what was sent before them, so that a far future costs no more than a near
  /// one and is as exact in proportion.
  func pieceSeconds(for airtimeClass: AirtimeClass, burst: Double) -> Double {
    let budget = ledger.budget ?? ledger.window
    let most = (ledger.budget(for: airtimeClass) ?? ledger.window) / 2
    let first = min(budget / 64, Self.microseconds(burst))
    return Double(max(min(max(first, spent / 32), most), 1)) / 1e6
  }

  /// Waits at least until so many microseconds after the beginning.
  mutating func wait(until microseconds: Int64) { time = max(time, begin.plus(microseconds)) }

  /// Sends a piece; says whether it may ever be sent.
  ///
  /// The airtime, in seconds, is what is charged; the duration, in seconds, what it takes with
  /// answers and waiting. Each of its frames is followed by the pause the law asks for.
  mutating func send(
    airtime: Double, duration: Double, frames: Double, for airtimeClass: AirtimeClass
  ) -> Bool {
    let charge = Self.microseconds(airtime)
    let budget = ledger.budget(for: airtimeClass)
    if let budget, charge > budget { return false }
    let start = ledger.earliest([charge], from: time, budget: budget)
    let frame = Self.microseconds(airtime / max(frames, 1))
    let pauses = Self.microseconds(Double(ledger.silence(after: frame)) * frames / 1e6)
    time = start.plus(max(Self.microseconds(duration), charge)).plus(pauses)
    ledger.sent.enter(airtime: charge, end: time)
    ledger.sent.forget(endingBy: time.minus(ledger.window))
    spent = spent.plus(charge)
    return true
  }

  /// Whole microseconds, rounded up; from zero to what no sum overflows with.
  static func microseconds(_ seconds: Double) -> Int64 {
    Int64(min(max(seconds * 1e6, 0), 0x1p60).rounded(.up))
  }
}
