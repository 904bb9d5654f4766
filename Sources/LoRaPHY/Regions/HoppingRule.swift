// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How a station keeps changing channels: in pseudo-random order, each used equally on average.
public struct HoppingRule: Sendable, Hashable {
  /// The time over which the dwell on one channel is summed.
  public enum Period: Sendable, Hashable {
    /// As long as it says.
    case fixed(Duration)
    /// So long for each channel hopped over.
    case perChannel(Duration)
  }

  /// The fewest channels to hop over.
  public let channels: Int
  /// The most time on one channel within a period.
  public let dwell: Duration
  /// The time over which the dwell is summed.
  public let period: Period

  /// Makes the rule.
  public init(channels: Int, dwell: Duration, period: Period) {
    self.channels = channels
    self.dwell = dwell
    self.period = period
  }

  /// The period of a station that hops over so many channels.
  public func period(hoppingOver channels: Int) -> Duration {
    switch period {
    case .fixed(let period): period
    case .perChannel(let each): each * min(max(channels, 1), 1_000_000)
    }
  }
}

/// How a station uses its channels.
public enum ChannelUse: Sendable, Hashable {
  /// One channel, or several without a hopping order.
  case fixed
  /// Hopping over so many channels, in pseudo-random order, each used equally.
  case hopping(channels: Int)

  /// Whether this is what a rule asks for; nil asks for nothing.
  package func fulfils(_ rule: HoppingRule?) -> Bool {
    guard let rule else { return true }
    guard case .hopping(let channels) = self else { return false }
    return channels >= rule.channels
  }
}
