// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The good and bad times of one receiver, made up as they are asked for.
struct BurstProcess: Sendable {
  private var chance: Chance
  /// The bad times so far, in order; those of the distant past are forgotten.
  private var badTimes: [Range<Int64>] = []
  /// Up to here good and bad are known.
  private var knownUntil: Int64?

  /// The times of a station.
  init(seed: UInt64, station: StationID) {
    chance = Chance(seed: seed, .bursts, station.rawValue, 0)
  }

  /// Whether a bad time touches the span; nothing before the horizon will be asked again.
  mutating func isBad(
    from start: Instant, to end: Instant, horizon: Instant, in channel: BurstyChannel
  ) -> Bool {
    guard channel.meanBad > .zero else { return false }
    guard channel.meanGood > .zero else { return true }
    let good = max(channel.meanGood.wholeMicroseconds, SimulationLimits.leastDwell)
    let bad = max(channel.meanBad.wholeMicroseconds, SimulationLimits.leastDwell)
    badTimes.removeAll { $0.upperBound < horizon.microseconds }
    skip(to: horizon.microseconds, good: good, bad: bad)
    while let known = knownUntil, known <= end.microseconds {
      let badStart = later(known, mean: good)
      let badEnd = later(badStart, mean: bad)
      if badStart < badEnd { badTimes.append(badStart..<badEnd) }
      knownUntil = badEnd
    }
    return badTimes.contains {
      $0.lowerBound < end.microseconds && start.microseconds < $0.upperBound
    }
  }

  /// Starts anew, in the stationary distribution, when the last known time is long ago: the
  /// states have forgotten each other, and the way there need not be walked.
  private mutating func skip(to horizon: Int64, good: Int64, bad: Int64) {
    let memory = Double(SimulationLimits.burstMemoryDwells) * (Double(good) + Double(bad))
    if let known = knownUntil, Double(horizon) - Double(known) < memory { return }
    let isBad = chance.fraction() * (Double(good) + Double(bad)) < Double(bad)
    let end = isBad ? later(horizon, mean: bad) : horizon
    if horizon < end { badTimes.append(horizon..<end) }
    knownUntil = end
  }

  /// An exponentially distributed time later, at least a microsecond; saturating.
  private mutating func later(_ instant: Int64, mean: Int64) -> Int64 {
    let dwell = min(max((chance.exponential() * Double(mean)).rounded(), 1), 0x1p62)
    let (sum, overflow) = instant.addingReportingOverflow(Int64(dwell))
    return overflow ? .max : sum
  }
}
