// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// All registers that a channel determines, and how they differ by direction.
///
/// Built from nothing but channel and settings: no register is read, changed and written, so that
/// nothing accumulates and a reset chip is brought to the same state as any other.
package struct SX127xImage: ChipImage, Hashable {
  /// Where and how.
  package let channel: RadioChannel
  /// What the operator decides.
  package let settings: SX127xSettings

  /// Checks that the chip can do it.
  ///
  /// - Throws: ``RadioError/unsupportedChannel(_:)``.
  package init(channel: RadioChannel, settings: SX127xSettings) throws(RadioError) {
    if let reason = Self.fault(of: channel, settings) { throw .unsupportedChannel(reason) }
    self.settings = settings
    self.channel = channel
  }

  private static func fault(of channel: RadioChannel, _ settings: SX127xSettings) -> String? {
    let modulation = channel.modulation
    switch channel.frequency.hertz {
    case 137_000_000...175_000_000:
      if modulation.bandwidth > .kHz125 { return "below 410 MHz at most 125 kHz of bandwidth" }
    case 410_000_000...525_000_000, 862_000_000...1_020_000_000: break
    default: return "an SX127x covers 137 to 175, 410 to 525 and 862 to 1020 MHz"
    }
    guard (6...65_535).contains(modulation.preambleSymbols) else {
      return "an SX127x sends preambles of 6 to 65535 symbols"
    }
    if modulation.spreadingFactor == .sf5 { return "an SX127x has no SF5" }
    if modulation.spreadingFactor == .sf6 {
      if modulation.family == .sx126x { return "the SF6 of an SX126x is another one" }
      if modulation.header == .explicit { return "SF6 of an SX127x has no header" }
    }
    if modulation.header == .implicit, settings.implicitFrameBytes == nil {
      return "frames without header need a fixed length; none is set"
    }
    return nil
  }

  /// The receiving port in use.
  package var port: SX127xPort { channel.frequency.hertz < 525_000_000 ? .low : .high }

  // MARK: - The channel

  /// The registers of both directions.
  package var channelImage: [SX127xWrite] {
    let modulation = channel.modulation
    let isSF6 = modulation.spreadingFactor == .sf6
    return [
      SX127xWrite(.modemConfig1, bytes: modem),
      SX127xWrite(.modemConfig3, (modulation.isOptimized ? 0x08 : 0x00) | 0x04),
      SX127xWrite(.detectionThreshold, isSF6 ? 0x0C : 0x0A),
      SX127xWrite(.syncWord, settings.syncWord),
      SX127xWrite(.dioMapping2, 0x00),
      // Full gain, 150 % of the current on the upper port; the automatic then changes the gain.
      SX127xWrite(.lna, bytes: [0x23], readBack: .changes),
    ] + SX127xErratum.spurious(modulation) + SX127xErratum.sensitivity(channel) + inversion
  }

  /// RegModemConfig1 to RegHopPeriod: no hopping, frames up to 255 bytes, time-out 100 symbols.
  private var modem: [UInt8] {
    let preamble = channel.modulation.preambleSymbols
    return [
      modemConfig1, modemConfig2(timeout: 100), 100, UInt8(preamble >> 8), UInt8(preamble & 0xFF),
      fixedLength, 0xFF, 0x00,
    ]
  }

  private var modemConfig1: UInt8 {
    let modulation = channel.modulation
    let width: UInt8 =
      switch modulation.bandwidth {
      case .kHz7_8: 0
      case .kHz10_4: 1
      case .kHz15_6: 2
      case .kHz20_8: 3
      case .kHz31_25: 4
      case .kHz41_7: 5
      case .kHz62_5: 6
      case .kHz125: 7
      case .kHz250: 8
      case .kHz500: 9
      }
    let header: UInt8 = modulation.header == .implicit ? 1 : 0
    return width << 4 | UInt8(modulation.codingRate.rawValue) << 1 | header
  }

  private func modemConfig2(timeout symbols: Int) -> UInt8 {
    let modulation = channel.modulation
    let crc: UInt8 = modulation.payloadCRC == .present ? 0x04 : 0x00
    return UInt8(modulation.spreadingFactor.rawValue) << 4 | crc | UInt8(symbols >> 8 & 3)
  }

  private var inversion: [SX127xWrite] {
    let isInverted = settings.polarity == .inverted
    return [
      SX127xWrite(.invertIQ, isInverted ? 0x66 : 0x27),
      .undocumented(.invertIQ2, isInverted ? 0x19 : 0x1D),
    ]
  }

  private var fixedLength: UInt8 {
    guard channel.modulation.header == .implicit else { return 0xFF }
    return UInt8(clamping: settings.implicitFrameBytes ?? 255)
  }

  // MARK: - Directions

  /// The registers of receiving, with the receiver so many hertz off its channel.
  package func receiveImage(correction hertz: Int) -> [SX127xWrite] {
    let shift = SX127xErratum.receiverShift(channel.modulation.bandwidth)
    return [
      SX127xWrite(.frf, bytes: steps(shiftedBy: shift + hertz)),
      SX127xWrite(.ppmCorrection, ppm(hertz)),
      SX127xWrite(.payloadLength, fixedLength),
      SX127xWrite(.fifoTxBase, 0x00, 0x00),
      SX127xPower.receiving,
    ] + interrupt(.rxDone)
  }

  /// The registers of sending a frame of so many bytes.
  package func transmitImage(bytes: Int, power: SX127xPower) -> [SX127xWrite] {
    [
      SX127xWrite(.frf, bytes: steps(shiftedBy: 0)),
      SX127xWrite(.payloadLength, UInt8(clamping: bytes)),
      SX127xWrite(.fifoTxBase, 0x00, 0x00),
    ] + power.image + interrupt(.txDone)
  }

  /// The time-out of a single reception, 4 to 1,023 symbols.
  package func timeoutImage(symbols: Int) -> SX127xWrite {
    let bounded = min(max(symbols, 4), 1_023)
    return SX127xWrite(
      .modemConfig2, modemConfig2(timeout: bounded), UInt8(truncatingIfNeeded: bounded))
  }

  /// Which flags may be raised, and which of them DIO0 shows.
  package func interrupt(_ interrupt: SX127xInterrupt) -> [SX127xWrite] {
    [
      SX127xWrite(.irqFlagsMask, interrupt.mask),
      SX127xWrite(.dioMapping1, interrupt.rawValue),
    ]
  }

  /// RegFrf: the nearest step of 32 MHz / 2^19 (datasheet §4.1.4); the last byte latches all.
  package func steps(shiftedBy hertz: Int) -> [UInt8] {
    let shifted = UInt64(max(Int(channel.frequency.hertz) + hertz, 0))
    let steps = ((shifted << 19) + 16_000_000) / 32_000_000
    return [16, 8, 0].map { UInt8(truncatingIfNeeded: steps >> UInt64($0)) }
  }

  /// RegPpmCorrection: 0.95 × the offset in millionths of the carrier (datasheet §4.1.5).
  private func ppm(_ hertz: Int) -> UInt8 {
    let carrier = max(Int(channel.frequency.hertz), 1)
    return UInt8(bitPattern: Int8(clamping: hertz * 950_000 / carrier))
  }
}
