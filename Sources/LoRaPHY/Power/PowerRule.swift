// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The power limits of a sub-band; all that are there hold at once.
///
/// Radiated limits are kept as EIRP: an ERP limit of the law plus exactly 2.15 dB.
public struct PowerRule: Sendable, Hashable {
  /// The most EIRP; nil for no such limit.
  public let eirp: PowerLevel?
  /// The most power behind the amplifier; nil for no such limit.
  public let conducted: PowerLevel?
  /// Antenna gain in dBi up to which conducted limits stay whole; nil for any gain.
  ///
  /// Each decibel above lowers them by one.
  public let freeAntennaGain: Decibels?
  /// The most power in a slice of the signal; nil for no such limit.
  public let density: PowerDensity?

  /// Makes the limits.
  public init(
    eirp: PowerLevel? = nil, conducted: PowerLevel? = nil, freeAntennaGain: Decibels? = nil,
    density: PowerDensity? = nil
  ) {
    self.eirp = eirp
    self.conducted = conducted
    self.freeAntennaGain = freeAntennaGain
    self.density = density
  }

  /// The most ERP: the EIRP limit less 2.15 dB.
  public var erp: PowerLevel? { eirp.map { $0 - .dipole } }

  /// Nothing is limited.
  public static let unlimited = PowerRule()

  /// Limits the ERP, in whole dBm.
  public static func erp(dBm: Int) -> PowerRule {
    PowerRule(eirp: .eirp(ofERP: PowerLevel(dBm: dBm)))
  }

  /// Limits the EIRP, in hundredths of a dBm.
  public static func eirp(hundredthsOfDBm: Int) -> PowerRule {
    PowerRule(eirp: PowerLevel(hundredthsOfDBm: hundredthsOfDBm))
  }
}
