// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Listening before talk with adaptive frequency: an alternative to the duty cycle.
///
/// Source: EN 300 220-1 V3 polite spectrum access.
public struct PoliteAccess: Sendable, Hashable {
  /// The rows where it may replace the duty cycle, by name.
  public let subBands: [String]
  /// The shortest listening that the newest edition asks for.
  public let listening: Duration
  /// The listening that every edition accepts.
  public let safeListening: Duration
  /// How far a quiet channel may lie above the receiver's limit Sp when sending up to 100 mW.
  public let thresholdUpTo100Milliwatt: Decibels
  /// How far a quiet channel may lie above the receiver's limit Sp when sending up to 500 mW.
  public let thresholdUpTo500Milliwatt: Decibels
  /// What must be noticed.
  public let sensing: ListenRule.Sensing
  /// The longest single transmission.
  public let longestTransmission: Duration
  /// The longest exchange of transmissions after one listening.
  public let longestDialogue: Duration
  /// The silence between two transmissions on one channel.
  public let minimumPause: Duration
  /// The time on air in any hour, for each ``budgetWidth`` of spectrum.
  public let budget: Duration
  /// The spectrum that has a ``budget`` of its own, in hertz.
  public let budgetWidth: UInt32
  /// The fewest frequencies to choose from.
  public let frequencies: Int
  /// How well the rule is known.
  public let confidence: Confidence

  /// Makes the rule.
  package init(
    subBands: [String], listening: Duration, safeListening: Duration,
    thresholdUpTo100Milliwatt: Decibels, thresholdUpTo500Milliwatt: Decibels,
    sensing: ListenRule.Sensing, longestTransmission: Duration, longestDialogue: Duration,
    minimumPause: Duration, budget: Duration, budgetWidth: UInt32, frequencies: Int,
    confidence: Confidence
  ) {
    self.subBands = subBands
    self.listening = listening
    self.safeListening = safeListening
    self.thresholdUpTo100Milliwatt = thresholdUpTo100Milliwatt
    self.thresholdUpTo500Milliwatt = thresholdUpTo500Milliwatt
    self.sensing = sensing
    self.longestTransmission = longestTransmission
    self.longestDialogue = longestDialogue
    self.minimumPause = minimumPause
    self.budget = budget
    self.budgetWidth = budgetWidth
    self.frequencies = frequencies
    self.confidence = confidence
  }
}
