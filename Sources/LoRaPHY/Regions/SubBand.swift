// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A piece of spectrum with one set of conditions: a row of the table of regions.
///
/// Several rows may cover the same spectrum; each transmission keeps the conditions of one of them,
/// and its time on air is charged to that one.
public struct SubBand: Sendable, Hashable {
  /// Whether anybody may send there.
  public enum Access: Sendable, Hashable {
    /// Under the row's conditions.
    case allowed
    /// Nobody but those whom the reason names.
    case forbidden(reason: String)
  }

  /// When the row's conditions are in force.
  public enum Selection: Sendable, Hashable {
    /// Without a word of the operator.
    case byDefault
    /// When the operator confirms the row by its name, and with it that this is so.
    case onRequest(requires: [String])
  }

  /// The name, unique within the region.
  public let name: String
  /// The edges.
  public let edges: FrequencyRange
  /// The pieces a signal must lie in, if not anywhere between the edges; empty for anywhere.
  public let channels: [FrequencyRange]
  /// The grid a signal must lie on; nil for none.
  public let grid: ChannelGrid?
  /// Whether anybody may send there.
  public let access: Access
  /// When the row's conditions are in force.
  public let selection: Selection
  /// The legal bandwidths.
  public let bandwidths: BandwidthRule
  /// The power limits.
  public let power: PowerRule
  /// The limits in time.
  public let timing: TimingRule
  /// The share of time of stations that are no network access point, where it differs.
  public let terminalDutyCycle: DutyCycle?
  /// Whether listening and changing frequency may replace the duty cycle (``PoliteAccess``).
  public let allowsPoliteAccess: Bool
  /// How well the row is known.
  public let confidence: Confidence
  /// Where it was read; ``Region/sources`` explains the abbreviations.
  public let sources: [String]

  /// Makes the row; what is not given limits nothing.
  public init(
    name: String, edges: FrequencyRange, channels: [FrequencyRange] = [],
    grid: ChannelGrid? = nil, access: Access = .allowed, selection: Selection = .byDefault,
    bandwidths: BandwidthRule = .any, power: PowerRule = .unlimited,
    timing: TimingRule = .unlimited, terminalDutyCycle: DutyCycle? = nil,
    allowsPoliteAccess: Bool = false, confidence: Confidence, sources: [String]
  ) {
    self.name = name
    self.edges = edges
    self.channels = channels
    self.grid = grid
    self.access = access
    self.selection = selection
    self.bandwidths = bandwidths
    self.power = power
    self.timing = timing
    self.terminalDutyCycle = terminalDutyCycle
    self.allowsPoliteAccess = allowsPoliteAccess
    self.confidence = confidence
    self.sources = sources
  }
}

extension SubBand {
  /// The silence after each transmission, on the same channel.
  public var minimumPause: Duration { timing.pause }

  /// The longest frame, in bytes, that the row's limits on one transmission allow.
  ///
  /// 255 where there is no limit; nil when not even an empty frame is short enough.
  public func longestFrameBytes(for modulation: Modulation) -> Int? {
    guard let limit = timing.longestFrame else { return PHYLimits.frameBytes }
    return modulation.longestFrameBytes(within: limit)
  }

  /// Whether a signal keeps the edges, channels, grid and bandwidths of the row.
  public func holds(_ signal: Signal) -> Bool {
    nearestCentre(to: signal) == signal.centre
  }

  /// The legal centre nearest to a signal's own; nil when the row does not take its bandwidth.
  public func nearestCentre(to signal: Signal) -> Frequency? {
    guard access == .allowed, bandwidths.allows(signal.bandwidth) else { return nil }
    let legal =
      if let grid {
        [LegalCentres(of: signal.bandwidth, on: grid)]
      } else {
        (channels.isEmpty ? [edges] : channels).map { LegalCentres(of: signal.bandwidth, in: $0) }
      }
    let centres = legal.compactMap { $0?.nearest(to: signal.centre) }
    return centres.min { $0.distance(to: signal.centre) < $1.distance(to: signal.centre) }
  }
}

extension Frequency {
  /// How far two frequencies are apart, in hertz.
  func distance(to other: Frequency) -> UInt32 {
    max(hertz, other.hertz) - min(hertz, other.hertz)
  }
}

extension Modulation {
  /// The longest frame, in bytes, that takes no more than so long; nil when an empty one does.
  public func longestFrameBytes(within limit: Duration) -> Int? {
    // Time on air never falls with length.
    guard timeOnAir(payloadBytes: 0) <= limit else { return nil }
    var (fits, tooLong) = (0, PHYLimits.frameBytes + 1)
    while tooLong - fits > 1 {
      let middle = (fits + tooLong) / 2
      if timeOnAir(payloadBytes: middle) <= limit { fits = middle } else { tooLong = middle }
    }
    return fits
  }
}
