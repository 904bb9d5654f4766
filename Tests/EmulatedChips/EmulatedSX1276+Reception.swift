// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// What the registers mean on the air, and how frames come in.
extension EmulatedSX1276 {
  /// How it sends and listens.
  package var modulation: Modulation {
    let widths: [Bandwidth] = [
      .kHz7_8, .kHz10_4, .kHz15_6, .kHz20_8, .kHz31_25, .kHz41_7, .kHz62_5, .kHz125, .kHz250,
      .kHz500,
    ]
    let width = Int(lora[0x1D] >> 4)
    let factor = SpreadingFactor(rawValue: Int(lora[0x1E] >> 4)) ?? .sf7
    return Modulation(
      spreadingFactor: max(factor, .sf6), bandwidth: widths[min(width, widths.count - 1)],
      codingRate: CodingRate(rawValue: Int(lora[0x1D] >> 1 & 7)) ?? .fourEighths,
      preambleSymbols: Int(lora[0x20]) << 8 | Int(lora[0x21]),
      header: lora[0x1D] & 1 == 0 ? .explicit : .implicit,
      payloadCRC: lora[0x1E] & 0x04 == 0 ? .absent : .present,
      lowDataRateOptimization: lora[0x26] & 0x08 == 0 ? .off : .on)
  }

  /// RegFrf in hertz, as the oscillator makes it.
  package var carrier: Double {
    let steps = Int(common[0x06]) << 16 | Int(common[0x07]) << 8 | Int(common[0x08])
    return Double(steps) * 32_000_000 / 524_288 * (1 + oscillatorPPM / 1_000_000)
  }

  /// Where the receiver listens: with erratum 2.3 worked around, narrow bands lie below RegFrf.
  package var listeningCarrier: Double {
    guard lora[0x31] & 0x80 == 0 else { return carrier }
    let shift: Double =
      switch (lora[0x1D] >> 4, lora[0x2F]) {
      case (0, 0x48): 7_810
      case (1, 0x44): 10_420
      case (2, 0x44): 15_620
      case (3, 0x44): 20_830
      case (4, 0x44): 31_250
      case (5, 0x44): 41_670
      default: 0
      }
    return carrier - shift
  }

  /// Decibels lost by registers that the errata note wants otherwise.
  private var sensitivityLoss: Double {
    let isWide = lora[0x1D] >> 4 == 9
    guard isWide else { return lora[0x36] == 0x03 ? 0 : 6 }
    return lora[0x36] == 0x02 && lora[0x3A] == (carrier > 525e6 ? 0x64 : 0x7F) ? 0 : 6
  }

  /// Erratum 2.3: below 500 kHz the automatic hears what is a bandwidth away.
  private var isPromiscuous: Bool { lora[0x31] & 0x80 != 0 && lora[0x1D] >> 4 != 9 }

  // MARK: - Frames

  private func hears(_ frame: ChipFrame) -> Bool {
    guard let since = receivingSince, since <= frame.start else { return false }
    let mine = modulation
    let theirs = frame.modulation
    let width = 1_000_000 / Double(mine.bandwidth.chipMicroseconds)
    let distance = abs(frame.hertz - listeningCarrier)
    guard mine.spreadingFactor == theirs.spreadingFactor, mine.bandwidth == theirs.bandwidth,
      mine.header == theirs.header, lora[0x39] == frame.syncWord,
      (lora[0x33] & 0x40 != 0) == frame.isInverted,
      distance <= width / 4 || isPromiscuous && distance <= width * 1.25
    else { return false }
    let isSF6 = mine.spreadingFactor == .sf6
    guard lora[0x31] & 7 == (isSF6 ? 5 : 3), lora[0x37] == (isSF6 ? 0x0C : 0x0A) else {
      return false
    }
    let floor = -7.5 - 2.5 * Double(mine.spreadingFactor.rawValue - 7)
    return frame.snr.decibels - sensitivityLoss >= floor
  }

  /// When the header of the frame coming in has been read; nil when it was, or has none.
  var headerAt: Instant? {
    guard let frame = incoming, frame.modulation.header == .explicit, !hasReadHeader else {
      return nil
    }
    return frame.start + frame.modulation.symbolDuration
      * (Double(frame.modulation.preambleSymbols) + 12.25)
  }

  private var hasReadHeader: Bool { lora[0x18] & 0x08 != 0 }

  mutating func readHeader() {
    raise(0x10)
    lora[0x18] |= 0x08
    let count = Int(lora[0x14]) << 8 | Int(lora[0x15]) + 1
    lora[0x14] = UInt8(truncatingIfNeeded: count >> 8)
    lora[0x15] = UInt8(truncatingIfNeeded: count)
  }

  /// RegModemStat: a header was read, reception is on, a preamble was found.
  var modemStatus: UInt8 {
    guard receivingSince != nil else { return 0x10 }
    guard let frame = incoming, frame.start + frame.modulation.symbolDuration * 4 <= now else {
      return 0x14
    }
    return lora[0x18] & 0x08 | 0x07
  }

  /// A frame begins; the chip locks on it if it understands it.
  package mutating func hear(_ frame: ChipFrame, at now: Instant) {
    advance(to: now)
    guard incoming == nil, hears(frame) else { return }
    lora[0x18] &= 0xF7
    incoming = frame
  }

  /// A frame has ended; the chip keeps it if it was locked on it.
  package mutating func receive(_ frame: ChipFrame, at now: Instant) {
    advance(to: now)
    guard let locked = incoming, locked.start == frame.start, locked.bytes == frame.bytes else {
      return
    }
    incoming = nil
    lora[0x18] &= 0xF7
    store(frame)
    if mode == .receiveSingle {
      mode = .standby
      receivingSince = nil
      operationEnd = nil
    }
  }

  /// A frame broke off, or was lost in noise.
  package mutating func lose(at now: Instant) {
    advance(to: now)
    incoming = nil
    lora[0x18] &= 0xF7
    guard mode == .receiveSingle, operationEnd == nil else { return }
    mode = .standby
    receivingSince = nil
    raise(0x80)
  }

  private mutating func store(_ frame: ChipFrame) {
    let mine = modulation
    let isExplicit = mine.header == .explicit
    let bytes = isExplicit ? frame.bytes : resized(frame.bytes, to: Int(lora[0x22]))
    guard !isExplicit || bytes.count <= Int(lora[0x23]) else { return }
    let hasCRC = isExplicit ? frame.modulation.payloadCRC == .present : mine.payloadCRC == .present
    let isWrong =
      frame.isDamaged || bytes.count != frame.bytes.count
      || mine.isOptimized != frame.modulation.isOptimized
    lora[0x10] = rxPointer
    lora[0x13] = UInt8(bytes.count)
    for byte in isWrong ? bytes.map({ $0 ^ 0x11 }) : bytes {
      fifo[Int(rxPointer)] = byte
      rxPointer &+= 1
    }
    lora[0x25] = rxPointer &- 1
    let packets = Int(lora[0x16]) << 8 | Int(lora[0x17]) + 1
    lora[0x16] = UInt8(truncatingIfNeeded: packets >> 8)
    lora[0x17] = UInt8(truncatingIfNeeded: packets)
    lora[0x1C] = isExplicit && hasCRC ? 0x40 : 0x00
    storeLevels(frame)
    raise(hasCRC && isWrong ? 0x60 : 0x40)
  }

  private func resized(_ bytes: [UInt8], to count: Int) -> [UInt8] {
    Array((bytes + [UInt8](repeating: 0xEE, count: count)).prefix(count))
  }

  private mutating func storeLevels(_ frame: ChipFrame) {
    let snr = min(max(frame.snr.decibels * 4, -128), 127)
    lora[0x19] = UInt8(bitPattern: Int8(snr.rounded()))
    let above = frame.rssi.dBm - (carrier > 525e6 ? -157 : -164)
    let raw = snr < 0 ? above - snr / 4 : above * 15 / 16
    lora[0x1A] = UInt8(clamping: Int(raw.rounded()))
    let width = 1_000_000 / Double(frame.modulation.bandwidth.chipMicroseconds)
    let error = (frame.hertz - listeningCarrier) * 32e6 / 16_777_216 * 500_000 / width
    let bits = Int(error.rounded()) & 0xFFFFF
    for (index, shift) in [16, 8, 0].enumerated() {
      lora[0x28 + index] = UInt8(truncatingIfNeeded: bits >> shift)
    }
  }
}
