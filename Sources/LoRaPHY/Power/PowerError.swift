// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A power over a limit, and what would be legal.
public struct PowerError: Error, Equatable, Sendable {
  /// Which limit it is.
  public enum Kind: Sendable, Equatable {
    /// The effective power relative to an isotropic antenna.
    case eirp
    /// The power behind the amplifier.
    case conducted
    /// The whole signal's power, as a limit of its density has it.
    case density
  }

  /// The sub-band whose limit it is.
  public let subBand: String
  /// Which limit it is.
  public let kind: Kind
  /// The power there would be.
  public let power: PowerLevel
  /// The most that is legal.
  public let limit: PowerLevel
  /// The greatest whole setting of the chip that keeps all limits of the sub-band.
  ///
  /// May be lower than any chip can go: then this amplifier and antenna are not legal there.
  public let largestSetting: PowerLevel

  /// Makes the error.
  public init(
    subBand: String, kind: Kind, power: PowerLevel, limit: PowerLevel, largestSetting: PowerLevel
  ) {
    self.subBand = subBand
    self.kind = kind
    self.power = power
    self.limit = limit
    self.largestSetting = largestSetting
  }
}

extension PowerError: CustomStringConvertible {
  /// What is exceeded by how much, and the largest legal setting.
  public var description: String {
    let excess = power.overMilliwatt - limit.overMilliwatt
    return "\(measured) is \(excess) dB over the limit of \(subBand), \(limit)"
      + "; legal: a chip setting of at most \(largestSetting)"
  }

  private var measured: String {
    switch kind {
    case .eirp: "an EIRP of \(power) (ERP \(power - .dipole))"
    case .conducted: "a conducted power of \(power)"
    case .density: "a power of \(power) over this bandwidth (density limit)"
    }
  }
}
