// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// Fading that stays the same for a while, then is drawn anew, both ways of a link alike.
public struct BlockFading: Sendable, Hashable {
  /// For how long it stays the same.
  public var coherence: Duration
  /// The power of the direct path over that of all echoes: 0 is Rayleigh fading.
  public var riceFactor: Double

  /// Makes the fading.
  public init(coherence: Duration, riceFactor: Double = 0) {
    self.coherence = coherence
    self.riceFactor = riceFactor
  }

  private var coherenceMicroseconds: Int64 { max(coherence.wholeMicroseconds, 1) }

  /// The power gain, 1 in the mean, of a link at an instant.
  func gain(_ first: StationID, _ second: StationID, at now: Instant, seed: UInt64) -> Double {
    let block = now.microseconds / coherenceMicroseconds
    var chance = Chance(
      seed: seed, .fading, min(first, second).rawValue, max(first, second).rawValue, Int(block))
    let rice = max(riceFactor, 0)
    let (x, y) = chance.normalPair()
    let echoes = (0.5 / (rice + 1)).squareRoot()
    let real = (rice / (rice + 1)).squareRoot() + x * echoes
    return real * real + y * echoes * y * echoes
  }

  /// The instants strictly inside the span at which it is drawn anew.
  func edges(from start: Instant, to end: Instant) -> [Instant] {
    let span = end.microseconds - start.microseconds
    let step = max(coherenceMicroseconds, span / SimulationLimits.fadingBlocksPerFrame)
    let first = (start.microseconds / step + 1).multipliedReportingOverflow(by: step)
    guard !first.overflow else { return [] }
    return stride(from: first.partialValue, to: end.microseconds, by: Int64.Stride(step))
      .map(Instant.init(microseconds:))
  }
}
