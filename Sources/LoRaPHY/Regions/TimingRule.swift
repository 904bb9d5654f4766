// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// When and for how long a sub-band may be used.
public struct TimingRule: Sendable, Hashable {
  /// The share of time.
  public let dutyCycle: DutyCycle
  /// The longest single transmission; nil for any.
  public let longestTransmission: Duration?
  /// The silence after each transmission, on the same channel.
  public let pause: Duration
  /// What must be heard before sending; nil for nothing.
  public let listening: ListenRule?
  /// How to change channels; nil when one channel may be kept.
  public let hopping: HoppingRule?

  /// Makes the rule.
  public init(
    dutyCycle: DutyCycle = .unlimited, longestTransmission: Duration? = nil,
    pause: Duration = .zero, listening: ListenRule? = nil, hopping: HoppingRule? = nil
  ) {
    self.dutyCycle = dutyCycle
    self.longestTransmission = longestTransmission
    self.pause = pause
    self.listening = listening
    self.hopping = hopping
  }

  /// Any time, any length.
  public static let unlimited = TimingRule()

  /// The longest frame in time: a transmission's own limit and a hop's dwell, the shorter one.
  public var longestFrame: Duration? {
    [longestTransmission, hopping?.dwell].compactMap(\.self).min()
  }
}
