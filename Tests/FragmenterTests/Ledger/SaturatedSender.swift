// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

/// A sender whose queue is never empty: it reserves as many frames as may start, one at least.
struct SaturatedSender {
  var ledger: DutyLedger
  var truth = TrueAirtime()
  var now: Int64 = 0
  var queue: [Duration] = []

  init(rule: AirtimeRule, reserve: DutyReserve = .none) {
    ledger = DutyLedger(rule: rule, reserve: reserve, at: .zero)
  }

  private var instant: Instant { Instant(microseconds: now) }

  /// Sends the front of the queue: up to eight frames.
  mutating func step(_ airtimeClass: AirtimeClass = .control) throws(DutyLedgerError) {
    ledger.advance(to: instant)
    guard let first = queue.first,
      let start = ledger.earliestStart(for: first, at: instant, for: airtimeClass)
    else { throw .refused(.never(.nothingToSend)) }
    now = start.microseconds
    var burst = [first]
    for frame in queue.dropFirst().prefix(7) {
      guard ledger.mayStart(burst: burst + [frame], at: instant, for: airtimeClass) == .now else {
        break
      }
      burst.append(frame)
    }
    let reservation = try ledger.reserve(burst: burst, at: instant, for: airtimeClass)
    for frame in burst {
      try ledger.charge(frame, to: reservation, at: instant)
      let end = now + frame.wholeMicroseconds
      truth.add(start: now, end: end)
      now = end
    }
    ledger.release(reservation, at: instant)
    queue.removeFirst(burst.count)
  }
}
