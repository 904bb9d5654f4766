// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension ChipFamily {
  /// The chip's greatest setting that it stands at this share of time.
  ///
  /// SX127x: +20 dBm on PA_BOOST for at most 1 % of the time, else +17 dBm (SX1276/77/78/79
  /// datasheet §5.4.3). SX126x: +22 dBm (the SX1262; SX1261/2 datasheet §13.4.4).
  public func largestSetting(at dutyCycle: DutyCycle) -> PowerLevel {
    switch self {
    case .sx127x: PowerLevel(dBm: dutyCycle.partsPerMillion <= 10_000 ? 20 : 17)
    case .sx126x: PowerLevel(dBm: 22)
    }
  }
}
