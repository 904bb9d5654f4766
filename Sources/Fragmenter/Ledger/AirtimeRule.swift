// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// What the law lets one transmitter do in one sub-band under one set of conditions.
///
/// Source: ERC/REC 70-03 (the observation window is any continuous hour); ARIB STD-T108 and the
/// Korean rules (longest transmission, pause); 47 CFR 15.247 (dwell within 10 or 20 s).
public struct AirtimeRule: Sendable, Hashable {
  /// The length of the sliding window.
  public var window: Duration
  /// The legal airtime inside any window; nil where the law sets none.
  public var limit: Duration?
  /// The longest single transmission; nil where the law sets none.
  public var longestTransmission: Duration?
  /// The silence owed after each transmission.
  public var minimumPause: Duration
  /// Parts per million of the limit kept unused: the airtime formula's error.
  public var guardPartsPerMillion: Int
  /// Parts per million the window is lengthened by: the clock's error.
  ///
  /// A guard on the limit alone would not do. At 1 % two full bursts one window apart lie a mere
  /// 36 s long each; a clock that is fast by 0.1 % moves the second 3.6 s into the first's window.
  public var clockPartsPerMillion: Int

  /// Makes a rule; what is not given does not restrict.
  public init(
    window: Duration = .seconds(3600), limit: Duration?, longestTransmission: Duration? = nil,
    minimumPause: Duration = .zero,
    guardPartsPerMillion: Int = LedgerLimits.guardPartsPerMillion,
    clockPartsPerMillion: Int = LedgerLimits.clockPartsPerMillion
  ) {
    self.window = window
    self.limit = limit
    self.longestTransmission = longestTransmission
    self.minimumPause = minimumPause
    self.guardPartsPerMillion = guardPartsPerMillion
    self.clockPartsPerMillion = clockPartsPerMillion
  }

  /// No restriction at all: a laboratory, a simulation.
  public static let unlimited = AirtimeRule(limit: nil)

  /// The airtime that may be used in any window: the limit less the guard; nil without limit.
  public var budget: Duration? { budgetMicroseconds.map { .microseconds($0) } }

  /// The window as it is counted: lengthened by what a fast clock may cut off.
  public var countedWindow: Duration { .microseconds(windowMicroseconds) }

  var windowMicroseconds: Int64 {
    let legal = AirtimeRule.clamped(window)
    return legal + AirtimeRule.share(of: legal, partsPerMillion: clockPartsPerMillion)
  }

  var budgetMicroseconds: Int64? {
    limit.map { limit in
      // Rounded down: wholeMicroseconds would round a fraction up, beyond the law.
      let whole = AirtimeRule.clamped(limit - .nanoseconds(999))
      let unused = AirtimeRule.share(of: whole, partsPerMillion: guardPartsPerMillion)
      return max(min(whole, AirtimeRule.clamped(window)) - unused, 0)
    }
  }

  var longestMicroseconds: Int64? { longestTransmission.map(AirtimeRule.clamped) }

  var pauseMicroseconds: Int64 { AirtimeRule.clamped(minimumPause) }

  /// The duration in whole microseconds, zero at least, the longest window at most.
  static func clamped(_ duration: Duration) -> Int64 {
    min(max(duration.wholeMicroseconds, 0), LedgerLimits.longestWindow)
  }

  /// A share of microseconds, rounded up; the parts count as 0 to one million.
  static func share(of microseconds: Int64, partsPerMillion: Int) -> Int64 {
    let parts = Int64(min(max(partsPerMillion, 0), 1_000_000))
    // At most 2^40 × 10^6 < 2^60.
    return (microseconds * parts + 999_999) / 1_000_000
  }
}
