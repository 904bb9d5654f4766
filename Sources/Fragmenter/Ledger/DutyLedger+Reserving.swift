// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

extension DutyLedger {
  /// Reserves the airtime of a burst that may start now.
  ///
  /// The reservation's record must be durable before the first frame is keyed: one commit a burst.
  /// The frames may be keyed later than back to back, but must be off the air when `patience` has
  /// passed after the planned end; what is then left counts as sent.
  /// - Throws: `.refused` with what `mayStart(burst:at:for:)` says.
  public mutating func reserve(
    burst: [Duration], at now: Instant, for airtimeClass: AirtimeClass = .control,
    patience: Duration = LedgerLimits.patience
  ) throws(DutyLedgerError) -> DutyReservation {
    advance(to: now)
    let admission = mayStart(burst: burst, at: now, for: airtimeClass)
    guard admission == .now else { throw .refused(admission) }
    let airtime = burst.reduce(0) { $0 + AirtimeRule.clamped($1) }
    let pauses = burst.reduce(0) { $0 + silence(after: AirtimeRule.clamped($1)) }
    let slack = min(AirtimeRule.clamped(patience), window)
    let record = DutyRecord(
      number: nextNumber, start: clock.time,
      end: clock.time.plus(airtime + pauses).plus(slack), airtime: airtime)
    nextNumber = nextNumber.plus(1)
    open.append(OpenReservation(record: record))
    return DutyReservation(record: record)
  }

  /// Charges a frame to its reservation; to be called right before keying, with that moment.
  ///
  /// This is the last check before the air: it looks at the frames themselves, whatever was
  /// reserved. There is no way back: a frame that fails on its way stays charged.
  /// - Throws: any case but `.refused`; nothing is charged then, and nothing may be keyed.
  public mutating func charge(
    _ airtime: Duration, to reservation: DutyReservation, at now: Instant
  ) throws(DutyLedgerError) {
    advance(to: now)
    let frame = AirtimeRule.clamped(airtime)
    let end = clock.time.plus(frame)
    guard let index = open.firstIndex(where: { $0.record.number == reservation.number }),
      end <= open[index].record.end
    else { throw .reservationClosed }
    guard frame <= open[index].left else {
      throw .overReservation(left: .microseconds(open[index].left))
    }
    if let longest = rule.longestMicroseconds, frame > longest {
      throw .longerThan(.microseconds(longest))
    }
    guard clock.time >= quietUntil else {
      throw .tooEarly(clock.instant(of: quietUntil, at: now))
    }
    if let budget, sent.airtime(endingAfter: end.minus(window)).plus(frame) > budget {
      throw .windowFull
    }
    open[index].charge(frame, end: end)
    enter(frame)
  }

  /// Ends a burst: airtime reserved and not charged is free again.
  ///
  /// Returns the record that replaces the durable one of the same number; nil when nothing was
  /// charged and the row may go. Until the row is replaced a restart counts the whole burst.
  @discardableResult
  public mutating func release(_ reservation: DutyReservation, at now: Instant) -> DutyRecord? {
    advance(to: now)
    guard let index = open.firstIndex(where: { $0.record.number == reservation.number }) else {
      return settled.last { $0.number == reservation.number }
    }
    let record = open.remove(at: index).settled
    if let record { settled.append(record) }
    return record
  }

  /// Enters a frame that starts at the clock's time.
  mutating func enter(_ airtime: Int64) {
    let end = clock.time.plus(airtime)
    sent.enter(airtime: airtime, end: end)
    quietUntil = end.plus(silence(after: airtime))
  }
}
