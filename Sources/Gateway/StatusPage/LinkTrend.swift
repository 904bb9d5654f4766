// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// How well a peer was heard over time.
///
/// Readings within a minute are one point; the ring keeps two hours of minutes in which something
/// was heard.
public struct LinkTrend: Sendable, Codable, Equatable {
  /// How many points are kept.
  package static let mostPoints = 120
  private static let spacing = Duration.seconds(60)

  /// What this gateway calls the peer.
  public var peer: String
  /// The points, the oldest first.
  public private(set) var points: [Point] = []

  /// A minute in which the peer was heard.
  public struct Point: Sendable, Codable, Equatable {
    /// When it began, Unix seconds by the wall clock.
    public var unixSeconds: Int64
    /// How many of the peer's frames were heard.
    public var frames: Int
    /// The mean signal to noise ratio of them, decibels.
    public var snrDecibels: Double
    /// The weakest of them, decibels.
    public var leastSnrDecibels: Double
    /// The spreading factor of the last of them.
    public var spreadingFactor: Int
    /// The share of full frames to the peer that are lost with that spreading factor, 0 to 1; nil
    /// when not measured lately.
    public var lossRatio: Double?
  }

  /// A peer not heard yet.
  package init(peer: String) { self.peer = peer }

  /// A frame of the peer was heard; `begun` is when the last point began.
  mutating func heard(
    _ reading: LinkReading, begun: inout Instant?, at now: Instant, unixSeconds: Int64
  ) {
    guard reading.snrDecibels.isFinite else { return }
    if let start = begun, now >= start, now - start < Self.spacing, var point = points.last {
      point.add(reading)
      points[points.count - 1] = point
      return
    }
    begun = now
    points.append(
      Point(
        unixSeconds: unixSeconds, frames: 1, snrDecibels: reading.snrDecibels,
        leastSnrDecibels: reading.snrDecibels, spreadingFactor: reading.spreadingFactor,
        lossRatio: reading.lossRatio))
    if points.count > Self.mostPoints { points.removeFirst(points.count - Self.mostPoints) }
  }
}

/// What a frame of a peer tells of the link.
package struct LinkReading: Sendable, Equatable {
  /// Signal to noise ratio, decibels.
  package var snrDecibels: Double
  /// The spreading factor it was heard with.
  package var spreadingFactor: Int
  /// The share of full frames to the peer that are lost, 0 to 1; nil when not measured.
  package var lossRatio: Double?

  /// Gathers the figures.
  package init(snrDecibels: Double, spreadingFactor: Int, lossRatio: Double?) {
    self.snrDecibels = snrDecibels
    self.spreadingFactor = spreadingFactor
    self.lossRatio = lossRatio
  }
}

extension LinkTrend.Point {
  fileprivate mutating func add(_ reading: LinkReading) {
    frames += 1
    snrDecibels += (reading.snrDecibels - snrDecibels) / Double(frames)
    leastSnrDecibels = min(leastSnrDecibels, reading.snrDecibels)
    spreadingFactor = reading.spreadingFactor
    lossRatio = reading.lossRatio ?? lossRatio
  }
}
