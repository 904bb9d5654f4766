// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A register of the SX1276/77/78/79, by address.
///
/// Sections are those of the datasheet, revision 7; registers without one are in §6.4 (LoRa page)
/// or are known from the errata note only.
package struct SX127xRegister: RawRepresentable, Sendable, Hashable {
  /// The address, 0x00 to 0x7F.
  package let rawValue: UInt8

  /// Makes the register at an address.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  private init(_ address: UInt8) { rawValue = address }

  // MARK: - Both pages

  /// The port of the 256-byte buffer (§4.1.2.3).
  package static let fifo = Self(0x00)
  /// Modem, page and mode (§4.1.6).
  package static let opMode = Self(0x01)
  /// The carrier in steps of 32 MHz / 2^19, three bytes; the last latches all (§4.1.4).
  package static let frf = Self(0x06)
  /// Output pin and power (§5.4.2).
  package static let paConfig = Self(0x09)
  /// Rise time of the amplifier (§5.4.2).
  package static let paRamp = Self(0x0A)
  /// Over-current protection (§5.4.4).
  package static let ocp = Self(0x0B)
  /// Gain and current of the receiver's amplifier (§5.5.2).
  package static let lna = Self(0x0C)
  /// What DIO0 to DIO3 show (§5.6).
  package static let dioMapping1 = Self(0x40)
  /// What DIO4 and DIO5 show (§5.6).
  package static let dioMapping2 = Self(0x41)
  /// The silicon's revision (§6.2).
  package static let version = Self(0x42)
  /// Crystal or external oscillator (§5.3.1).
  package static let tcxo = Self(0x4B)
  /// +20 dBm on PA_BOOST (§5.4.3).
  package static let paDac = Self(0x4D)

  // MARK: - FSK page

  /// Image and RSSI calibration (§2.1.3.8).
  package static let imageCal = Self(0x3B)

  /// The chip's temperature, in degrees, negated and from an origin of the chip's own (§2.1.3.8).
  package static let temperature = Self(0x3C)

  // MARK: - LoRa page

  /// Where the port points (§4.1.2.3).
  package static let fifoAddrPtr = Self(0x0D)
  /// Where a frame to be sent begins (§4.1.2.3).
  package static let fifoTxBase = Self(0x0E)
  /// Where received frames begin (§4.1.2.3).
  package static let fifoRxBase = Self(0x0F)
  /// Where the last received frame begins (§4.1.2.3).
  package static let fifoRxCurrent = Self(0x10)
  /// A set bit keeps a flag from being raised (§4.1.2.4).
  package static let irqFlagsMask = Self(0x11)
  /// The flags; writing a one clears (§4.1.2.4).
  package static let irqFlags = Self(0x12)
  /// Bandwidth, coding rate, header mode; the first of 8 bytes of modem settings.
  package static let modemConfig1 = Self(0x1D)
  /// Spreading factor, CRC, symbol time-out 9:8.
  package static let modemConfig2 = Self(0x1E)
  /// Length of a frame to be sent, or of each frame without header.
  package static let payloadLength = Self(0x22)
  /// The address last written by the receiver; the first of 6 bytes read after a frame.
  package static let fifoRxByteAddr = Self(0x25)
  /// Low data rate optimisation and automatic gain.
  package static let modemConfig3 = Self(0x26)
  /// Correction of the data rate for a frequency offset (§4.1.5).
  package static let ppmCorrection = Self(0x27)
  /// Intermediate frequency, two bytes (erratum 2.3).
  package static let ifFreq1 = Self(0x2F)
  /// Detection of SF6 or others, and automatic intermediate frequency (§4.1.1.2, erratum 2.3).
  package static let detectOptimize = Self(0x31)
  /// Inversion of I and Q.
  package static let invertIQ = Self(0x33)
  /// Sensitivity at 500 kHz (erratum 2.1).
  package static let highBwOptimize1 = Self(0x36)
  /// Detection of SF6 or others (§4.1.1.2).
  package static let detectionThreshold = Self(0x37)
  /// The sync word.
  package static let syncWord = Self(0x39)
  /// Sensitivity at 500 kHz (erratum 2.1).
  package static let highBwOptimize2 = Self(0x3A)
  /// Inversion of I and Q, continued.
  package static let invertIQ2 = Self(0x3B)
}

extension SX127xRegister: CustomStringConvertible {
  /// The address as datasheets write it: `0x1D`.
  package var description: String {
    let digits = String(rawValue, radix: 16, uppercase: true)
    return digits.count < 2 ? "0x0\(digits)" : "0x\(digits)"
  }
}
