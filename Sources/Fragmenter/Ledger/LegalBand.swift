// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// Spectrum whose airtime the law counts as one: all channels in it share one ledger.
public struct LegalBand: Sendable, Hashable {
  /// The row of the law by whose conditions it is used.
  public var name: RowName
  /// What the law asks.
  public var rule: AirtimeRule
  /// What bulk and chat must leave to more urgent frames.
  public var reserve: DutyReserve

  /// Makes a band.
  public init(name: RowName, rule: AirtimeRule, reserve: DutyReserve) {
    self.name = name
    self.rule = rule
    self.reserve = reserve
  }
}

extension RowName {
  /// A band nobody named: that of simulations and tests, and of records older than the names.
  public static let unnamed = RowName("")
}
