// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The work-arounds of the SX1276/77/78 errata note.
package enum SX127xErratum {
  /// Erratum 2.1, sensitivity at 500 kHz: RegHighBwOptimize1 and 2; set, and undone otherwise.
  package static func sensitivity(_ channel: RadioChannel) -> [SX127xWrite] {
    guard channel.modulation.bandwidth == .kHz500 else { return [automaticSensitivity] }
    let second: UInt8? =
      switch channel.frequency.hertz {
      case 862_000_000...1_020_000_000: 0x64
      case 410_000_000...525_000_000: 0x7F
      default: nil
      }
    guard let second else { return [automaticSensitivity] }
    return [.undocumented(.highBwOptimize1, 0x02), .undocumented(.highBwOptimize2, second)]
  }

  /// The second register follows by itself.
  private static let automaticSensitivity = SX127xWrite.undocumented(.highBwOptimize1, 0x03)

  /// Erratum 2.3, spurious reception: RegIfFreq1 and 2, and bit 7 of RegDetectOptimize.
  ///
  /// The other bits: 101 for SF6, else 011 (datasheet §4.1.1.2); 6:3 as after a reset.
  package static func spurious(_ modulation: Modulation) -> [SX127xWrite] {
    let detection: UInt8 = modulation.spreadingFactor == .sf6 ? 0x45 : 0x43
    guard let frequency = intermediateFrequency(modulation.bandwidth) else {
      return [SX127xWrite(.detectOptimize, detection | 0x80)]
    }
    // The automatic goes first: while it is on, the chip overwrites the others.
    return [SX127xWrite(.detectOptimize, detection), .undocumented(.ifFreq1, frequency, 0x00)]
  }

  private static func intermediateFrequency(_ bandwidth: Bandwidth) -> UInt8? {
    switch bandwidth {
    case .kHz7_8: 0x48
    case .kHz10_4, .kHz15_6, .kHz20_8, .kHz31_25, .kHz41_7: 0x44
    case .kHz62_5, .kHz125, .kHz250: 0x40
    case .kHz500: nil
    }
  }

  /// Erratum 2.3 again: by how many hertz the receiver is tuned higher; the transmitter is not.
  package static func receiverShift(_ bandwidth: Bandwidth) -> Int {
    switch bandwidth {
    case .kHz7_8: 7_810
    case .kHz10_4: 10_420
    case .kHz15_6: 15_620
    case .kHz20_8: 20_830
    case .kHz31_25: 31_250
    case .kHz41_7: 41_670
    case .kHz62_5, .kHz125, .kHz250, .kHz500: 0
    }
  }
}
