// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A power in hundredths of a dBm; whether conducted, EIRP or ERP, the name says that holds it.
public struct PowerLevel: Sendable, Hashable, Comparable, Codable {
  /// The distance from one milliwatt.
  public let overMilliwatt: Decibels

  /// Makes the power from its distance to one milliwatt.
  public init(overMilliwatt: Decibels) { self.overMilliwatt = overMilliwatt }

  /// Makes the power from whole dBm.
  public init(dBm: Int) { self.init(overMilliwatt: Decibels(dBm)) }

  /// Makes the power from hundredths of a dBm: 1,615 is 16.15 dBm.
  public init(hundredthsOfDBm: Int) {
    self.init(overMilliwatt: Decibels(hundredths: hundredthsOfDBm))
  }

  /// Makes the EIRP from an ERP, which relates to a half-wave dipole: 2.15 dB more.
  public static func eirp(ofERP erp: PowerLevel) -> PowerLevel { erp + .dipole }

  /// The power in hundredths of a dBm.
  public var hundredthsOfDBm: Int { overMilliwatt.hundredths }

  /// The greatest whole number of dBm that is no more than this power.
  public var wholeDBm: Int {
    let (quotient, remainder) = hundredthsOfDBm.quotientAndRemainder(dividingBy: 100)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// The power after a gain.
  public static func + (power: Self, gain: Decibels) -> Self {
    Self(overMilliwatt: power.overMilliwatt + gain)
  }

  /// The power after a loss.
  public static func - (power: Self, loss: Decibels) -> Self {
    Self(overMilliwatt: power.overMilliwatt - loss)
  }

  /// Orders by power.
  public static func < (left: Self, right: Self) -> Bool {
    left.overMilliwatt < right.overMilliwatt
  }
}

extension PowerLevel: CustomStringConvertible {
  /// The power with its unit: `16.15 dBm`.
  public var description: String { "\(overMilliwatt) dBm" }
}
