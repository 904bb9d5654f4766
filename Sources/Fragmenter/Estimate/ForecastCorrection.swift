// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What experience says of the ninetieth percentile: mails that come later and go first, peers
/// that fall silent, and all else a forecast cannot know.
///
/// One factor, raised by each mail that took longer than its ninetieth percentile and lowered by
/// each that did not, nine times less: it rests where nine of ten do not.
/// Source: Robbins, Monro, "A stochastic approximation method", 1951.
package struct ForecastCorrection: Sendable, Hashable {
  /// What the time to the ninetieth percentile is multiplied by.
  package private(set) var factor = 1.0

  /// Nothing was experienced.
  package init() {}

  /// A mail was delivered; the time it was said to take most is the one corrected then.
  ///
  /// Short ones tell nothing of long ones and do not count.
  package mutating func delivered(after actual: Duration, ninetieth: Duration) {
    guard ninetieth >= Self.shortest else { return }
    let isLate = actual > ninetieth
    let step = isLate ? 0.9 * Self.step : -0.1 * Self.step
    factor = min(max(factor * (1 + step), Self.least), Self.most)
  }

  private static let step = 0.05
  private static let least = 0.9
  private static let most = 5.0
  private static let shortest = Duration.seconds(60)
}
