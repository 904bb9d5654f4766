// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The share of time a sub-band may be used, over any window of that length.
public struct DutyCycle: Sendable, Hashable {
  /// The share in millionths, 0 to 1,000,000: 1 % is 10,000.
  public let partsPerMillion: Int
  /// The length of the window; it slides, so every continuous stretch of this length counts.
  public let window: Duration

  /// Makes the limit; by default over one hour, as ERC/REC 70-03 observes.
  ///
  /// Shares outside the range count as its nearest end.
  public init(partsPerMillion: Int, window: Duration = .seconds(3_600)) {
    self.partsPerMillion = min(max(partsPerMillion, 0), Self.whole)
    self.window = window
  }

  /// All the time.
  public static let unlimited = DutyCycle(partsPerMillion: whole)
  /// A tenth of a percent.
  static let perMille = DutyCycle(partsPerMillion: 1_000)
  /// One percent.
  static let percent = DutyCycle(partsPerMillion: 10_000)
  /// Ten percent.
  static let tenPercent = DutyCycle(partsPerMillion: 100_000)

  /// Whether there is a limit at all.
  public var isLimited: Bool { partsPerMillion < Self.whole }

  /// The time on air that any window may hold, rounded down to the microsecond.
  public var budget: Duration {
    let microseconds = max(window.wholeMicroseconds, 0)
    let product = microseconds.multipliedFullWidth(by: Int64(partsPerMillion))
    return .microseconds(Int64(Self.whole).dividingFullWidth(product).quotient)
  }

  private static let whole = 1_000_000
}
