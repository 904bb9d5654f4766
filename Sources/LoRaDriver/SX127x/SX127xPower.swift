// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How the amplifier is set for a power.
package struct SX127xPower: Sendable, Hashable {
  /// The pin.
  package let output: SX127xSettings.Output
  /// The power at the pin; nearest legal value.
  package let dBm: Int

  /// The greatest power without the high power setting, which alone has a duty limit.
  package static let largestContinuousDBm = 17
  /// The high power setting stands 1 % of the time (datasheet §5.4.3).
  package static let highPowerPause = 100

  /// Makes the power.
  package init(output: SX127xSettings.Output, dBm: Int) {
    self.output = output
    switch output {
    case .paBoost: self.dBm = min(max(dBm, 2), 20)
    case .rfo: self.dBm = min(max(dBm, -4), 14)
    }
  }

  /// Whether the high power setting is needed.
  package var isHigh: Bool { output == .paBoost && dBm > Self.largestContinuousDBm }

  /// The same without the high power setting.
  package var continuous: Self {
    Self(output: output, dBm: min(dBm, Self.largestContinuousDBm))
  }

  /// The registers for sending.
  ///
  /// PA_BOOST: P = 2 + OutputPower, or 5 + OutputPower with the high power setting. RFO:
  /// P = 10.8 + 0.6 × MaxPower - (15 - OutputPower), MaxPower 7 or 0 (datasheet §5.4.2, §5.4.3).
  /// Ramp 40 µs; over-current protection at 100 mA, 140 mA with the high power setting.
  package var image: [SX127xWrite] {
    [SX127xWrite(.paConfig, config, 0x09, isHigh ? 0x31 : 0x2B), Self.dac(isHigh: isHigh)]
  }

  /// The registers for receiving: the high power setting must be off then (datasheet §5.4.3).
  package static let receiving = dac(isHigh: false)

  private static func dac(isHigh: Bool) -> SX127xWrite {
    SX127xWrite(.paDac, isHigh ? 0x87 : 0x84)
  }

  private var config: UInt8 {
    switch output {
    case .paBoost: 0x80 | 0x70 | UInt8(dBm - (isHigh ? 5 : 2))
    case .rfo where dBm > 0: 0x70 | UInt8(dBm)
    case .rfo: UInt8(dBm + 4)
    }
  }
}
