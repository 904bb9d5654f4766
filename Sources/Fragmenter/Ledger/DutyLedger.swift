// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// The airtime account of one sub-band under one rule: an exact rolling window.
///
/// A transmission of airtime A may start at t if all transmissions that touch (t + A − window,
/// t + A], each counted whole, and A itself fit the budget. Airtime is the time on air and the
/// ramps up and down, and is charged before keying; a frame that failed stays charged.
///
/// The order of work: `reserve` a burst, make its record durable, `charge` each frame right before
/// it is keyed, `release` the reservation when the burst is over. So after a power cut the durable
/// records hold at least all that was sent.
///
/// Moments passed in come from a clock that does not jump forwards while the ledger lives
/// (CLOCK_BOOTTIME). A step backwards is counted as no time passed. One ledger serves one
/// transmitter: it does not start a frame while another of its own is on the air.
public struct DutyLedger: Sendable {
  /// The law.
  public let rule: AirtimeRule
  /// What lower classes must leave to higher ones.
  public var reserve: DutyReserve

  let budget: Int64?
  let window: Int64
  var clock: LedgerClock
  /// Frames keyed, and reservations that ran out of time, whole.
  var sent = AirtimeWindow()
  var open: [OpenReservation] = []
  /// Records of reservations that are over, as long as they matter after a restart.
  var settled: [DutyRecord] = []
  /// No frame starts before this ledger time: one is on the air, or its pause runs.
  var quietUntil = Int64.min
  var nextNumber: Int64 = 1

  /// Makes an empty ledger, of a station known not to have sent for a whole window.
  public init(rule: AirtimeRule, reserve: DutyReserve = .none, at now: Instant) {
    self.init(rule: rule, reserve: reserve, clock: LedgerClock(time: 0, at: now))
  }

  init(rule: AirtimeRule, reserve: DutyReserve, clock: LedgerClock) {
    self.rule = rule
    self.reserve = reserve
    self.clock = clock
    budget = rule.budgetMicroseconds
    window = rule.windowMicroseconds
  }

  /// The airtime that counts in the window that ends now, reservations included.
  public func used(at now: Instant) -> Duration {
    .microseconds(occupied(endingAfter: clock.time(at: now).minus(window)))
  }

  /// The airtime the class may still use now; without limit, what is left of the window.
  public func remaining(
    at now: Instant, for airtimeClass: AirtimeClass = .control
  ) -> Duration {
    let most = budget(for: airtimeClass) ?? window
    return max(.microseconds(most) - used(at: now), .zero)
  }

  /// What a class may use of an empty window; nil without limit.
  func budget(for airtimeClass: AirtimeClass) -> Int64? {
    budget.map { max($0 - reserve.withheld(from: airtimeClass), 0) }
  }

  /// The silence owed after a frame: the legal pause, and what clock and formula may be wrong by.
  func silence(after frame: Int64) -> Int64 {
    let pause = rule.pauseMicroseconds
    guard pause > 0 else { return 0 }
    return pause + AirtimeRule.share(of: pause, partsPerMillion: rule.clockPartsPerMillion)
      + AirtimeRule.share(of: frame, partsPerMillion: rule.guardPartsPerMillion)
  }

  /// Airtime sent or reserved that ends, or may end, after the given ledger time.
  func occupied(endingAfter time: Int64) -> Int64 {
    open.reduce(sent.airtime(endingAfter: time)) { sum, reservation in
      reservation.record.end > time ? sum + reservation.left : sum
    }
  }

  /// Follows the clock: settles reservations out of time and forgets what no longer counts.
  ///
  /// To be called when an event is handled, before asking. Questions alone do not note that the
  /// clock was set back: their answers are safe, but time would stand still between them.
  public mutating func advance(to now: Instant) {
    clock.advance(to: now)
    let time = clock.time
    for reservation in open where reservation.record.end <= time {
      // Nobody said that the rest was not sent, so it was, and as late as could be.
      sent.enter(airtime: reservation.left, end: reservation.record.end)
      settled.append(reservation.record)
    }
    open.removeAll { $0.record.end <= time }
    sent.forget(endingBy: time.minus(window))
    forgetSettled(endingBy: time.minus(window))
  }

  private mutating func forgetSettled(endingBy time: Int64) {
    guard let oldest = settled.first, oldest.end <= time else { return }
    let stale = settled.prefix { $0.end <= time }.count
    // In big bites only: taking from the front moves all the others.
    guard stale > settled.count / 2 || stale == settled.count else { return }
    settled.removeFirst(stale)
  }
}
