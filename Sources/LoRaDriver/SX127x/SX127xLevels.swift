// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// How readings of the chip become physical values.
package enum SX127xLevels {
  /// The SNR of a frame, a quarter of a decibel a step (RegPktSnrValue).
  package static func snr(_ register: UInt8) -> SNR {
    SNR(decibels: Double(Int8(bitPattern: register)) / 4)
  }

  /// The strength of a frame (datasheet §5.5.5).
  ///
  /// -157 dBm on the upper port, -164 dBm on the lower; above noise the register counts 16/15 dB a
  /// step, below it the SNR is added.
  package static func rssi(packet: UInt8, snr: SNR, port: SX127xPort) -> RSSI {
    let base = offset(port)
    guard snr.decibels < 0 else { return RSSI(dBm: base + Double(packet) * 16 / 15) }
    return RSSI(dBm: base + Double(packet) + snr.decibels)
  }

  /// The strength on the channel now (RegRssiValue).
  package static func rssi(now register: UInt8, port: SX127xPort) -> RSSI {
    RSSI(dBm: offset(port) + Double(register))
  }

  private static func offset(_ port: SX127xPort) -> Double { port == .low ? -164 : -157 }

  /// How far a frame was above the receiver's frequency, in hertz (datasheet §4.1.5).
  ///
  /// F × 2^24 / 32 MHz × BW / 500 kHz, F being 20 bits, signed, from RegFeiMsb on.
  package static func frequencyError(_ registers: [UInt8], bandwidth: Bandwidth) -> Int {
    guard registers.count == 3 else { return 0 }
    let raw = Int(registers[0] & 0x0F) << 16 | Int(registers[1]) << 8 | Int(registers[2])
    let signed = raw & 0x80000 == 0 ? raw : raw - 0x100000
    // 500 kHz / BW is half the chip's time in microseconds.
    let scaled = Double(signed) * 16_777_216 / 32_000_000 * 2 / Double(bandwidth.chipMicroseconds)
    return Int(scaled.rounded())
  }
}
