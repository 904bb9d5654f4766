// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The modes of the chip, bits 2:0 of RegOpMode (datasheet §4.1.6).
package enum SX127xMode: UInt8, Sendable, Equatable {
  case sleep
  case standby
  case frequencySynthesisTX
  case transmit
  case frequencySynthesisRX
  case receive
  case receiveSingle
  case detectActivity
}

/// The two receiving ports, which differ in RSSI and calibration (datasheet §5.5, §6.3).
package enum SX127xPort: Sendable, Equatable {
  /// Below 525 MHz: bands 2 and 3.
  case low
  /// Band 1.
  case high
}

/// Which half of the chip is in force, bit 7 of RegOpMode.
package enum SX127xModem: UInt8, Sendable, Equatable {
  case fsk = 0x00
  case lora = 0x80
}

extension SX127xMode {
  /// RegOpMode for this mode; bit 3 opens the registers of the lower port.
  package func register(_ modem: SX127xModem, port: SX127xPort) -> UInt8 {
    modem.rawValue | (port == .low ? 0x08 : 0x00) | rawValue
  }
}
