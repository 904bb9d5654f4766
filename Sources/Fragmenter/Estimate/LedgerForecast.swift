// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// Ledgers run ahead of time: pieces of airtime, each where and as early as it may begin.
///
/// There is one radio: a piece begins when the one before it has ended, in whichever band.
struct LedgerForecast: Sendable {
  private var ways: ForecastWays
  /// The time of each ledger when the forecast began.
  private let begins: [Int64]
  /// The time since the beginning up to which everything is sent, microseconds.
  private(set) var elapsed: Int64 = 0
  /// Airtime sent so far, microseconds.
  private var spent: Int64 = 0

  /// Begins now; the ledgers themselves are not changed.
  init(_ ways: ForecastWays, at now: Instant) {
    self.ways = ways
    begins = ways.ledgers.map { $0.clock.time(at: now) }
  }

  /// The longest piece that should be sent at once, seconds; no longer than a burst at first.
  ///
  /// Pieces grow with what was sent before them, so that a far future costs no more than a near
  /// one and is as exact in proportion.
  func pieceSeconds(for airtimeClass: AirtimeClass, burst: Double) -> Double {
    let ledger = ways.ledgers[0]
    let budget = ledger.budget ?? ledger.window
    let most = (ledger.budget(for: airtimeClass) ?? ledger.window) / 2
    let first = min(budget / 64, Self.microseconds(burst))
    return Double(max(min(max(first, spent / 32), most), 1)) / 1e6
  }

  /// Waits at least until so many microseconds after the beginning.
  mutating func wait(until microseconds: Int64) { elapsed = max(elapsed, microseconds) }

  /// Sends a piece; says whether it may ever be sent.
  ///
  /// The airtime, in seconds, is what is charged; the duration, in seconds, what it takes with
  /// answers and waiting. Each of its frames is followed by the pause the law asks for.
  mutating func send(
    airtime: Double, duration: Double, frames: Double, for airtimeClass: AirtimeClass
  ) -> Bool {
    let home = Self.microseconds(airtime)
    guard
      let (way, start) = ways.soonest(
        home, taking: Self.microseconds(duration), from: elapsed, begins: begins,
        for: airtimeClass)
    else { return false }
    let charge = ForecastWays.scaled(home, by: way.ratio)
    let frame = Self.microseconds(airtime * way.ratio / max(frames, 1))
    let silence = ways.ledgers[way.ledger].silence(after: frame)
    let pauses = Self.microseconds(Double(silence) * frames / 1e6)
    elapsed = start.plus(max(Self.microseconds(duration * way.ratio), charge)).plus(pauses)
    let time = begins[way.ledger].plus(elapsed)
    ways.ledgers[way.ledger].sent.enter(airtime: charge, end: time)
    ways.ledgers[way.ledger].sent.forget(
      endingBy: time.minus(ways.ledgers[way.ledger].window))
    spent = spent.plus(charge)
    return true
  }

  /// Whole microseconds, rounded up; from zero to what no sum overflows with.
  static func microseconds(_ seconds: Double) -> Int64 {
    Int64(min(max(seconds * 1e6, 0), 0x1p60).rounded(.up))
  }
}
