// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The named limits of the duty ledger.
public enum LedgerLimits {
  /// The longest observation window a rule may have, microseconds: about twelve days.
  public static let longestWindow: Int64 = 1 << 40
  /// Parts per million of the legal airtime left unused for errors of the airtime formula.
  public static let guardPartsPerMillion = 5000
  /// Parts per million the clock may run fast: 500 of the kernel's slew, the crystal, a reserve.
  public static let clockPartsPerMillion = 1000
  /// How long after a start, or after a first reservation, the next sign of life is given.
  public static let firstLifeSign = Duration.seconds(30)
  /// The longest time between two signs of life while a record counts.
  public static let lifeSignSpacing = Duration.seconds(300)
  /// How long after its planned end a burst may still be on its way to the air.
  public static let patience = Duration.seconds(30)
}
