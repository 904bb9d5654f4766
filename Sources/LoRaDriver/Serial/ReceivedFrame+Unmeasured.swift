// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

extension ReceivedFrame {
  /// A frame of which the modem did not say how well it came in.
  ///
  /// As if just above what its spreading factor needs (SX1276 datasheet, table 13), with a noise
  /// figure of 6 dB.
  static func unmeasured(_ bytes: [UInt8], on channel: RadioChannel, at now: Instant) -> Self {
    let modulation = channel.modulation
    let snr = 10 - 2.5 * Double(modulation.spreadingFactor.rawValue)
    let noise = -174 + Double(modulation.bandwidth.rawValue).ratioAsDecibels + 6
    return ReceivedFrame(
      bytes: bytes, snr: SNR(decibels: snr), rssi: RSSI(dBm: noise + snr), channel: channel, at: now
    )
  }
}
