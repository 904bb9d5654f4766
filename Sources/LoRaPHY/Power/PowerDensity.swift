// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The width in which a power density is measured.
public enum ReferenceWidth: UInt32, Sendable, Hashable, CaseIterable {
  case kHz3 = 3_000
  case kHz10 = 10_000
}

/// Where a power is measured.
public enum PowerMeasure: Sendable, Hashable {
  /// Behind the amplifier, before cable and antenna.
  case conducted
  /// As EIRP.
  case radiated
}

/// The most power in a slice of the signal.
public struct PowerDensity: Sendable, Hashable {
  /// The most power in the slice.
  public let level: PowerLevel
  /// The width of the slice.
  public let reference: ReferenceWidth
  /// Where it is measured.
  public let measure: PowerMeasure
  /// The limit binds signals wider than this, in hertz.
  public let bindsAboveHertz: UInt32

  /// Makes the limit; by default it binds every signal.
  public init(
    level: PowerLevel, reference: ReferenceWidth, measure: PowerMeasure,
    bindsAboveHertz: UInt32 = 0
  ) {
    self.level = level
    self.reference = reference
    self.measure = measure
    self.bindsAboveHertz = bindsAboveHertz
  }

  /// The most power of the whole signal, spread evenly over its bandwidth; nil when not bound.
  ///
  /// A chirp sweeps its band evenly, so a slice holds reference / bandwidth of the power. The ratio
  /// is rounded down to a hundredth of a decibel: to the safe side.
  public func totalLimit(for bandwidth: Bandwidth) -> PowerLevel? {
    guard bandwidth.rawValue > bindsAboveHertz else { return nil }
    return level + bandwidth.spread(over: reference)
  }
}

extension Bandwidth {
  /// 10 log10(bandwidth / reference), rounded down to a hundredth of a decibel; never below zero.
  ///
  /// A table, as the standard library has no logarithm.
  package func spread(over reference: ReferenceWidth) -> Decibels {
    let (over3, over10) =
      switch self {
      case .kHz7_8: (415, 0)
      case .kHz10_4: (540, 17)
      case .kHz15_6: (716, 193)
      case .kHz20_8: (841, 318)
      case .kHz31_25: (1_017, 494)
      case .kHz41_7: (1_142, 619)
      case .kHz62_5: (1_318, 795)
      case .kHz125: (1_619, 1_096)
      case .kHz250: (1_920, 1_397)
      case .kHz500: (2_221, 1_698)
      }
    return Decibels(hundredths: reference == .kHz3 ? over3 : over10)
  }
}
