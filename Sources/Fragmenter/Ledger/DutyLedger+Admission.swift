// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

extension DutyLedger {
  /// Whether one frame may start now.
  public func mayStart(
    _ airtime: Duration, at now: Instant, for airtimeClass: AirtimeClass = .control
  ) -> Admission {
    mayStart(burst: [airtime], at: now, for: airtimeClass)
  }

  /// Whether a burst, its frames back to back but for the pauses, may start now.
  public func mayStart(
    burst: [Duration], at now: Instant, for airtimeClass: AirtimeClass = .control
  ) -> Admission {
    let frames = burst.map(AirtimeRule.clamped)
    let budget = budget(for: airtimeClass)
    if let refusal = refusal(of: frames, budget: budget) { return .never(refusal) }
    let time = clock.time(at: now)
    let start = earliest(frames, from: time, budget: budget)
    return start <= time ? .now : .at(clock.instant(of: start, at: now))
  }

  /// The first microsecond from now on at which one frame is admitted; nil when never.
  public func earliestStart(
    for airtime: Duration, at now: Instant, for airtimeClass: AirtimeClass = .control
  ) -> Instant? {
    switch mayStart(airtime, at: now, for: airtimeClass) {
    case .now: now
    case .at(let start): start
    case .never: nil
    }
  }

  /// When each of the frames could start, one after the other and each as early as it may.
  ///
  /// The ledger is run forward, not changed. A frame that may never start has no moment and is
  /// passed over.
  public func schedule(
    of airtimes: [Duration], from start: Instant, for airtimeClass: AirtimeClass = .control
  ) -> [Instant?] {
    var future = self
    var now = start
    return airtimes.map { airtime in
      guard let moment = future.earliestStart(for: airtime, at: now, for: airtimeClass) else {
        return nil
      }
      future.advance(to: moment)
      future.enter(AirtimeRule.clamped(airtime))
      now = moment
      return moment
    }
  }

  /// Why the frames can never be sent as one burst; nil when they can.
  func refusal(of frames: [Int64], budget: Int64?) -> AirtimeRefusal? {
    guard !frames.isEmpty else { return .nothingToSend }
    if let longest = rule.longestMicroseconds, frames.contains(where: { $0 > longest }) {
      return .longerThan(.microseconds(longest))
    }
    var airtime: Int64 = 0
    var span: Int64 = 0
    for frame in frames {
      airtime = airtime.plus(frame)
      span = span.plus(frame).plus(silence(after: frame))
    }
    if let budget, airtime > budget { return .overBudget(.microseconds(budget)) }
    guard span <= window else { return .longerThanWindow(.microseconds(window)) }
    return nil
  }

  /// The earliest ledger time for the first frame of a burst that is not refused.
  func earliest(_ frames: [Int64], from time: Int64, budget: Int64?) -> Int64 {
    var start = max(time, quietUntil)
    guard let budget else { return start }
    var airtime: Int64 = 0
    var offset: Int64 = 0
    for frame in frames {
      airtime += frame
      offset += frame
      if let freed = self.time(leaving: budget - airtime) {
        start = max(start, freed.plus(window).minus(offset))
      }
      offset += silence(after: frame)
    }
    return start
  }

  /// The earliest ledger time after which no more than the given airtime ends; nil: any time.
  ///
  /// Frames are searched by their sums. Open reservations are few: for each number of them that
  /// is over, the frames get the room which the others leave.
  private func time(leaving room: Int64) -> Int64? {
    guard !open.isEmpty else { return sent.time(leaving: room) }
    guard occupied(endingAfter: .min) > room else { return nil }
    let byEnd = open.sorted { $0.record.end < $1.record.end }
    var held = byEnd.reduce(0) { $0 + $1.left }
    var over = Int64.min
    var best = Int64.max
    for reservation in byEnd {
      if held <= room { best = min(best, max(over, sent.time(leaving: room - held) ?? over)) }
      held -= reservation.left
      over = reservation.record.end
    }
    return min(best, max(over, sent.time(leaving: room) ?? over))
  }
}
