// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A frame between chips, with all that decides who understands it.
package struct ChipFrame: Sendable, Equatable {
  /// Its bytes.
  package var bytes: [UInt8]
  /// The carrier as the sender's oscillator makes it, in hertz.
  package var hertz: Double
  /// How it is modulated.
  package var modulation: Modulation
  /// The sync word.
  package var syncWord: UInt8
  /// Whether the chirps are mirrored.
  package var isInverted: Bool
  /// Its first symbol.
  package var start: Instant
  /// The end of its last symbol.
  package var end: Instant
  /// How it arrives.
  package var snr = SNR(decibels: 10)
  /// How it arrives.
  package var rssi = RSSI(dBm: -107)
  /// Whether it was damaged on the way.
  package var isDamaged = false

  /// Makes a frame as a plain station on a channel sends it.
  package init(
    _ bytes: [UInt8], on channel: RadioChannel, from start: Instant, syncWord: UInt8 = 0x12,
    isInverted: Bool = false, offsetHertz: Double = 0
  ) {
    self.bytes = bytes
    hertz = Double(channel.frequency.hertz) + offsetHertz
    modulation = channel.modulation
    self.syncWord = syncWord
    self.isInverted = isInverted
    self.start = start
    end = start + channel.modulation.timeOnAir(payloadBytes: bytes.count)
  }
}
