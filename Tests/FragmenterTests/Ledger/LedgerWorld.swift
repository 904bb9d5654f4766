// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

/// A station with a ledger in a hostile world: crashes, restarts, clocks, failing radios.
///
/// Everything happens in true time; the ledger sees its own clock only, which is fast or slow and
/// set back at times. Frames are longer or shorter on the air than the formula says.
struct LedgerWorld {
  struct Counts {
    var transmissions = 0
    var failed = 0
    var restarts = 0
    /// Restarts of the process alone.
    var sameBoot = 0
    var setBack = 0
    var exact = 0
    /// Properties that did not hold, in words.
    var broken: [String] = []
  }

  var dice: LedgerDice
  let rule: AirtimeRule
  let airtimes: [Duration]
  /// The error of the airtime formula in this world.
  let errorPartsPerMillion: Int64
  var clock: WanderingClock
  var ledger: DutyLedger
  var truth = TrueAirtime()
  var counts = Counts()
  var now: Int64 = 0
  /// Until when the radio sends, whatever becomes of the computer.
  var onAirUntil: Int64 = 0
  /// The durable rows, and the last sign of life with its true time.
  var rows: [Int64: DutyRecord] = [:]
  var lastAlive: (ledger: Int64, true: Int64) = (0, 0)
  /// The durable sign of life of this boot; nil when there is none.
  var sign: LifeSign?

  init(seed: UInt64) {
    var dice = LedgerDice(seed: seed)
    rule = LedgerWorld.rule(&dice)
    airtimes = LedgerWorld.airtimes(rule, &dice)
    errorPartsPerMillion = dice.roll(-4000...4000)
    clock = WanderingClock(
      shown: LedgerWorld.epoch(&dice), partsPerMillion: LedgerWorld.drift(&dice))
    ledger = DutyLedger(
      rule: rule, reserve: LedgerWorld.reserve(rule, &dice), at: clock.instant(at: 0))
    self.dice = dice
  }

  /// Lives until so many frames were on the air.
  mutating func live(transmissions: Int) {
    while counts.transmissions < transmissions, counts.broken.isEmpty {
      switch dice.roll(0...99) {
      case 0: restart()
      case 1: setBack()
      case 2: now += dice.roll(0...7_200_000_000)
      case 3...5: giveLifeSign()
      default: sendBurst(depth: 0)
      }
    }
  }

  mutating func giveLifeSign() {
    lastAlive = (ledger.snapshot(at: instant).lastAlive, now)
    sign = ledger.lifeSign(at: instant)
  }

  var instant: Instant { clock.instant(at: now) }

  /// Waits for the admission of a random burst and sends it.
  mutating func sendBurst(depth: Int) {
    let burst = (0..<dice.roll(1...8)).map { _ in airtimes.randomElement(using: &dice) ?? .zero }
    let airtimeClass = AirtimeClass.allCases.randomElement(using: &dice) ?? .control
    ledger.advance(to: instant)
    switch ledger.mayStart(burst: burst, at: instant, for: airtimeClass) {
    case .never: return
    case .now: break
    case .at(let start):
      checkExact(burst, airtimeClass, start)
      guard depth == 0 else { return }
      now = clock.time(showing: start)
    }
    do throws(DutyLedgerError) {
      let reservation = try ledger.reserve(burst: burst, at: instant, for: airtimeClass)
      rows[reservation.number] = reservation.record
      if reservation.record.start >= lastAlive.ledger {
        lastAlive = (reservation.record.start, now)
      }
      send(burst, reservation, depth: depth)
    } catch {
      counts.broken.append("admitted and not reserved: \(error)")
    }
  }

  private mutating func send(_ burst: [Duration], _ reservation: DutyReservation, depth: Int) {
    for frame in burst {
      if dice.chance(percent: 1) { return restart() }
      if dice.chance(percent: 5) { now += dice.roll(0...3_000_000) }
      if dice.chance(percent: 1) { setBack() }
      if depth == 0, dice.chance(percent: 5) {
        let restarts = counts.restarts
        sendBurst(depth: 1)
        guard restarts == counts.restarts else { return }
      }
      guard charge(frame, reservation) else { break }
      if dice.chance(percent: 3) {
        counts.failed += 1
      } else {
        key(frame)
      }
      // A crash in the middle of a frame: the radio finishes it.
      if dice.chance(percent: 1) { return restart() }
      now = max(now, onAirUntil)
    }
    finish(reservation)
  }

  private mutating func charge(_ frame: Duration, _ reservation: DutyReservation) -> Bool {
    now = max(now, onAirUntil)
    while true {
      do throws(DutyLedgerError) {
        try ledger.charge(frame, to: reservation, at: instant)
        return true
      } catch .tooEarly(let start) {
        now = max(clock.time(showing: start), now + 1)
      } catch .reservationClosed {
        return false
      } catch {
        counts.broken.append("reserved and not charged: \(error)")
        return false
      }
    }
  }

  private mutating func key(_ frame: Duration) {
    let nominal = frame.wholeMicroseconds
    onAirUntil = now + nominal + nominal * errorPartsPerMillion / 1_000_000
    truth.add(start: now, end: onAirUntil)
    counts.transmissions += 1
  }

  private mutating func finish(_ reservation: DutyReservation) {
    guard dice.chance(percent: 90) else { return }
    let record = ledger.release(reservation, at: instant)
    if dice.chance(percent: 90) { rows[reservation.number] = record }
  }

  private mutating func checkExact(
    _ burst: [Duration], _ airtimeClass: AirtimeClass, _ start: Instant
  ) {
    counts.exact += 1
    let earlier = Instant(microseconds: start.microseconds - 1)
    if ledger.mayStart(burst: burst, at: start, for: airtimeClass) != .now {
      counts.broken.append("refused at its own moment \(start)")
    }
    if ledger.mayStart(burst: burst, at: earlier, for: airtimeClass) == .now {
      counts.broken.append("admitted a microsecond before \(start)")
    }
  }
}
