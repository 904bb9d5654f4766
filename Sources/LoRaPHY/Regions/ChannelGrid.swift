// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Unit channels side by side; a signal is centred in as many neighbours as it needs.
///
/// Source: ARIB STD-T108 §3.2, unit radio channels and their bundles.
public struct ChannelGrid: Sendable, Hashable {
  /// The centres of the first and of the last unit channel.
  public let centres: FrequencyRange
  /// From one centre to the next, in hertz.
  public let spacing: UInt32

  /// Makes the grid; the spacing is even and at least 2 Hz.
  public init(centres: FrequencyRange, spacing: UInt32) {
    self.centres = centres
    self.spacing = max(spacing, 2) & ~1
  }
}

/// The centres a signal may have in one piece of spectrum, `step` hertz from each other.
struct LegalCentres {
  let first: Int
  let last: Int
  let step: Int

  /// Every centre that keeps the signal between the edges; nil when it is too wide.
  init?(of bandwidth: Bandwidth, in range: FrequencyRange) {
    let half = (Int(bandwidth.rawValue) + 1) / 2
    first = Int(range.lower.hertz) + half
    last = Int(range.upper.hertz) - half
    step = 1
    guard first <= last else { return nil }
  }

  /// The middle of every bundle of unit channels that holds the signal.
  init?(of bandwidth: Bandwidth, on grid: ChannelGrid) {
    let spacing = Int(grid.spacing)
    let units = (Int(bandwidth.rawValue) + spacing - 1) / spacing
    let fromEdge = units * spacing / 2
    first = Int(grid.centres.lower.hertz) - spacing / 2 + fromEdge
    let end = Int(grid.centres.upper.hertz) + spacing / 2 - fromEdge
    guard first <= end else { return nil }
    last = end - (end - first) % spacing
    step = spacing
  }

  func nearest(to centre: Frequency) -> Frequency {
    let bounded = min(max(Int(centre.hertz), first), last)
    let steps = (bounded - first + step / 2) / step
    return Frequency(hertz: UInt32(clamping: first + steps * step))
  }
}
