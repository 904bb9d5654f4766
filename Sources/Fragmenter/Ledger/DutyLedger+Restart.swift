// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

extension DutyLedger {
  /// All records that still count, open reservations whole, as they must be durable.
  public var records: [DutyRecord] {
    let counting = clock.time.minus(window)
    return settled.filter { $0.end > counting } + open.map(\.record)
  }

  /// The records and the time, for the spool.
  public func snapshot(at now: Instant) -> DutySnapshot {
    DutySnapshot(records: records, lastAlive: clock.time(at: now))
  }

  /// Goes on after a restart, with the clock of the new life.
  ///
  /// Each record counts whole until a window after its end. When it is unknown how long the
  /// station was down, no time has passed since its last sign of life: the recorded last window
  /// stands as it was and ages from now on. That is legal always, and costs one window at most.
  /// A burst that was not over at the last sign of life may have lasted into the new one, however
  /// long the station was down. Where the same clock ran on, nothing of it was charged to be off
  /// the air later than its record says, so the records stand: such a restart costs nothing.
  ///
  /// The new ledger's `snapshot(at:)` must replace the stored one before anything is reserved.
  public init(
    rule: AirtimeRule, reserve: DutyReserve = .none, restoring snapshot: DutySnapshot,
    elapsed: ElapsedTime, at now: Instant
  ) {
    let time = snapshot.lastAlive.plus(elapsed.microseconds)
    self.init(rule: rule, reserve: reserve, clock: LedgerClock(time: time, at: now))
    for record in snapshot.records {
      restore(record, lastAlive: snapshot.lastAlive, elapsed: elapsed)
      nextNumber = max(nextNumber, record.number.plus(1))
    }
    settled.sort { $0.end < $1.end }
  }

  private mutating func restore(
    _ record: DutyRecord, lastAlive: Int64, elapsed: ElapsedTime
  ) {
    let time = clock.time
    var record = record
    record.airtime = min(max(record.airtime, 0), window)
    // A radio finishes without its computer: the burst, or its last frame, may be on the air yet.
    let wasOver = record.end <= lastAlive
    var offAir = wasOver ? time : time.plus(record.airtime)
    if case .exact = elapsed {
      offAir = min(record.end, time.plus(record.airtime))
    } else if !wasOver {
      record.end = max(record.end, offAir)
    }
    // A burst is no longer than a window, and its patience no longer than another.
    record.end = min(record.end, time.plus(window).plus(window))
    guard record.end > time.minus(window) else { return }
    sent.enter(airtime: record.airtime, end: record.end)
    settled.append(record)
    let silence = silence(after: record.airtime)
    guard silence > 0 else { return }
    quietUntil = max(quietUntil, offAir.plus(silence))
  }
}
