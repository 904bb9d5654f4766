// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A piece of spectrum, from edge to edge.
public struct FrequencyRange: Sendable, Hashable {
  /// The lower edge.
  public let lower: Frequency
  /// The upper edge.
  public let upper: Frequency

  /// Makes the piece from its edges in hertz; edges in the wrong order are exchanged.
  public init(_ lower: UInt32, _ upper: UInt32) {
    self.lower = Frequency(hertz: min(lower, upper))
    self.upper = Frequency(hertz: max(lower, upper))
  }

  /// Whether a signal lies inside with both of its edges; an edge on an edge is inside.
  public func contains(_ signal: Signal) -> Bool {
    2 * Int(lower.hertz) <= signal.doubledEdges.lowerBound
      && signal.doubledEdges.upperBound <= 2 * Int(upper.hertz)
  }

  /// Whether a signal shares any spectrum; touching edges do not.
  public func overlaps(_ signal: Signal) -> Bool {
    2 * Int(lower.hertz) < signal.doubledEdges.upperBound
      && signal.doubledEdges.lowerBound < 2 * Int(upper.hertz)
  }
}

/// What a transmission takes up of the spectrum.
public struct Signal: Sendable, Hashable {
  /// Its centre.
  public let centre: Frequency
  /// Its width.
  public let bandwidth: Bandwidth

  /// Makes the signal.
  public init(centre: Frequency, bandwidth: Bandwidth) {
    self.centre = centre
    self.bandwidth = bandwidth
  }

  /// Both edges in half hertz, as bandwidths may be odd.
  package var doubledEdges: ClosedRange<Int> {
    let (centre, width) = (2 * Int(centre.hertz), Int(bandwidth.rawValue))
    return (centre - width)...(centre + width)
  }
}

extension RadioChannel {
  /// What the channel takes up of the spectrum.
  public var signal: Signal { Signal(centre: frequency, bandwidth: modulation.bandwidth) }
}
