// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The way of the power from the chip to the air.
///
/// EIRP = chip + amplifier - cable + antenna; ERP = EIRP - 2.15 dB. All in hundredths of a decibel.
public struct LinkPower: Sendable, Hashable {
  /// The chip's output power, as set.
  public var chip: PowerLevel
  /// The gain of an amplifier outside the chip.
  public var amplifierGain: Decibels
  /// The loss between radio and antenna, as a positive number.
  public var cableLoss: Decibels
  /// The antenna's gain over an isotropic one, in dBi.
  public var antennaGain: Decibels

  /// Makes the way; by default a dipole directly on the chip.
  public init(
    chip: PowerLevel, amplifierGain: Decibels = .zero, cableLoss: Decibels = .zero,
    antennaGain: Decibels = .dipole
  ) {
    self.chip = chip
    self.amplifierGain = amplifierGain
    self.cableLoss = cableLoss
    self.antennaGain = antennaGain
  }

  /// The power behind the amplifier.
  public var conducted: PowerLevel { chip + amplifierGain }
  /// The effective power relative to an isotropic antenna.
  public var eirp: PowerLevel { conducted - cableLoss + antennaGain }
  /// The effective power relative to a half-wave dipole.
  public var erp: PowerLevel { eirp - .dipole }
}

extension LinkPower {
  /// The greatest whole chip setting that keeps all limits; nil when nothing is limited.
  public func largestSetting(under rule: PowerRule, bandwidth: Bandwidth) -> PowerLevel? {
    let settings = bounds(of: rule, bandwidth: bandwidth).map { $0.limit - gain(to: $0.measure) }
    return settings.min().map { PowerLevel(dBm: $0.wholeDBm) }
  }

  /// Does nothing when all limits of a sub-band are kept.
  ///
  /// - Throws: ``PowerError`` with the first limit that is exceeded and the largest legal setting.
  public func check(in subBand: SubBand, bandwidth: Bandwidth) throws(PowerError) {
    let bounds = bounds(of: subBand.power, bandwidth: bandwidth)
    for bound in bounds where chip + gain(to: bound.measure) > bound.limit {
      throw PowerError(
        subBand: subBand.name, kind: bound.kind, power: chip + gain(to: bound.measure),
        limit: bound.limit,
        largestSetting: largestSetting(under: subBand.power, bandwidth: bandwidth) ?? chip)
    }
  }

  /// One limit of the whole signal.
  private struct Bound {
    var kind: PowerError.Kind
    var measure: PowerMeasure
    var limit: PowerLevel
  }

  private func gain(to measure: PowerMeasure) -> Decibels {
    switch measure {
    case .conducted: amplifierGain
    case .radiated: amplifierGain - cableLoss + antennaGain
    }
  }

  private func bounds(of rule: PowerRule, bandwidth: Bandwidth) -> [Bound] {
    var bounds: [Bound] = []
    if let limit = rule.eirp { bounds.append(Bound(kind: .eirp, measure: .radiated, limit: limit)) }
    if let limit = rule.conducted {
      bounds.append(
        Bound(kind: .conducted, measure: .conducted, limit: limit - reduction(of: rule)))
    }
    if let density = rule.density, let limit = density.totalLimit(for: bandwidth) {
      let lowered = density.measure == .conducted ? limit - reduction(of: rule) : limit
      bounds.append(Bound(kind: .density, measure: density.measure, limit: lowered))
    }
    return bounds
  }

  /// What an antenna above the free gain takes from the conducted limits.
  private func reduction(of rule: PowerRule) -> Decibels {
    guard let free = rule.freeAntennaGain else { return .zero }
    return max(.zero, antennaGain - free)
  }
}
