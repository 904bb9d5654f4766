// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The channels a forecast may send on, and the ledgers of their bands.
package struct ForecastWays: Sendable {
  /// One for each band, that of home first.
  var ledgers: [DutyLedger]
  /// That of home first.
  var ways: [Way]

  /// One channel.
  package struct Way: Sendable {
    /// Its band, an index of the ledgers.
    package var ledger: Int
    /// What may be sent there; nil: everything.
    package var classes: Set<AirtimeClass>?
    /// The time on air of a frame there, home's being 1.
    package var ratio: Double

    /// Makes it.
    package init(ledger: Int, classes: Set<AirtimeClass>?, ratio: Double) {
      self.ledger = ledger
      self.classes = classes
      self.ratio = ratio
    }
  }

  /// Home alone.
  package init(home: DutyLedger) {
    ledgers = [home]
    ways = [Way(ledger: 0, classes: nil, ratio: 1)]
  }

  /// Adds a channel in a band that has a ledger.
  mutating func add(sharing ledger: Int, classes: Set<AirtimeClass>, ratio: Double) {
    ways.append(Way(ledger: ledger, classes: classes, ratio: ratio))
  }

  /// The way on which a piece of airtime ends first, and when it starts there; nil when none may
  /// ever carry it.
  ///
  /// Times are microseconds since the forecast began.
  func soonest(
    _ charge: Int64, taking duration: Int64, from elapsed: Int64, begins: [Int64],
    for airtimeClass: AirtimeClass
  ) -> (way: Way, start: Int64)? {
    var best: (way: Way, start: Int64, end: Int64)?
    for way in ways where way.classes?.contains(airtimeClass) ?? true {
      let ledger = ledgers[way.ledger]
      let begin = begins[way.ledger]
      let cost = Self.scaled(charge, by: way.ratio)
      let budget = ledger.budget(for: airtimeClass)
      if let budget, cost > budget { continue }
      let start = ledger.earliest([cost], from: begin.plus(elapsed), budget: budget).minus(begin)
      let end = start.plus(Self.scaled(duration, by: way.ratio))
      if best.map({ end < $0.end }) ?? true { best = (way, start, end) }
    }
    return best.map { ($0.way, $0.start) }
  }

  /// A time multiplied, rounded up.
  static func scaled(_ microseconds: Int64, by ratio: Double) -> Int64 {
    Int64(min(max(Double(microseconds) * ratio, 0), 0x1p60).rounded(.up))
  }
}
