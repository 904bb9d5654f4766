// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Listening before each transmission.
public struct ListenRule: Sendable, Hashable {
  /// What a receiver must be able to notice.
  public enum Sensing: Sendable, Hashable {
    /// Any energy on the channel; LoRa's own channel activity detection does not do.
    case energy
    /// The rule as read does not say.
    case unstated
  }

  /// How long the channel must have been quiet.
  public let duration: Duration
  /// Up to which received power it counts as quiet; nil when the rule as read does not say.
  public let threshold: PowerLevel?
  /// What must be noticed.
  public let sensing: Sensing

  /// Makes the rule.
  public init(duration: Duration, threshold: PowerLevel?, sensing: Sensing) {
    self.duration = duration
    self.threshold = threshold
    self.sensing = sensing
  }
}
