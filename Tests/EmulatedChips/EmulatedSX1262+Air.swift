// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// Modes, time, and frames.
extension EmulatedSX1262 {
  mutating func enter(_ new: Mode, timer: UInt32 = 0) {
    if faults.ignoredModes > 0 {
      faults.ignoredModes -= 1
      return
    }
    breakOff()
    (operationEnd, receivingSince, incoming) = (nil, nil, nil)
    hasReadHeader = false
    mode = new
    busyUntil = now + .microseconds(new == .standbyRC ? 40 : 150)
    guard isLoRa, errors & 0x20 == 0 else { return }
    switch new {
    case .transmit: beginTransmission()
    case .receive:
      isContinuous = timer == 0xFF_FFFF
      receivingSince = now
      rxPointer = bases[1]
      guard timer > 0, timer < 0xFF_FFFF else { return }
      operationEnd = now + .microseconds(Double(timer) * 15.625)
    case .detect:
      guard faults.endlessSearches == 0 else {
        faults.endlessSearches -= 1
        return
      }
      operationEnd = now + modulation.symbolDuration * 4
    case .sleep, .standbyRC, .standbyXOSC, .synthesis: break
    }
  }

  private mutating func beginTransmission() {
    let count = Int(packetBytes[3])
    let bytes = (0..<count).map { buffer[(Int(bases[0]) + $0) & 0xFF] }
    var frame = ChipFrame(
      bytes, on: RadioChannel(frequency: Frequency(hertz: 0), modulation: modulation), from: now)
    frame.hertz = carrier
    frame.syncWord = syncWord
    frame.isInverted = packetBytes[5] == 1
    emissions.append(frame)
    if faults.endlessTransmissions > 0 {
      faults.endlessTransmissions -= 1
    } else {
      operationEnd = frame.end
    }
  }

  mutating func breakOff() { if mode == .transmit { isBrokenOff = true } }

  /// The air has noticed.
  package mutating func noteBrokenOff() { isBrokenOff = false }

  /// The air takes what was begun.
  package mutating func takeEmissions() -> [ChipFrame] {
    defer { emissions = [] }
    return emissions
  }

  // MARK: - Settings

  /// How it sends and listens.
  package var modulation: Modulation {
    let widths: [UInt8: Bandwidth] = [
      0: .kHz7_8, 8: .kHz10_4, 1: .kHz15_6, 9: .kHz20_8, 2: .kHz31_25, 10: .kHz41_7,
      3: .kHz62_5, 4: .kHz125, 5: .kHz250, 6: .kHz500,
    ]
    let factor = SpreadingFactor(rawValue: Int(modulationBytes[0])) ?? .sf7
    return Modulation(
      spreadingFactor: factor, bandwidth: widths[modulationBytes[1]] ?? .kHz125,
      codingRate: CodingRate(rawValue: Int(modulationBytes[2])) ?? .fourEighths,
      preambleSymbols: Int(packetBytes[0]) << 8 | Int(packetBytes[1]),
      header: packetBytes[2] == 0 ? .explicit : .implicit,
      payloadCRC: packetBytes[4] == 0 ? .absent : .present,
      lowDataRateOptimization: modulationBytes[3] == 0 ? .off : .on,
      family: factor <= .sf6 ? .sx126x : .sx127x)
  }

  private var syncWord: UInt8 {
    (registers[0x0740] ?? 0) & 0xF0 | (registers[0x0741] ?? 0) >> 4
  }

  /// Where it sends, in hertz.
  package var carrier: Double {
    Double(steps) * 32_000_000 / 33_554_432 * (1 + oscillatorPPM / 1_000_000)
  }

  /// Where it listens.
  package var listeningCarrier: Double { carrier }

  // MARK: - Time

  /// When something happens by itself.
  package var nextEvent: Instant? { [operationEnd, headerAt].compactMap(\.self).min() }

  private var headerAt: Instant? {
    guard let frame = incoming, frame.modulation.header == .explicit, !hasReadHeader else {
      return nil
    }
    return frame.start + frame.modulation.symbolDuration
      * (Double(frame.modulation.preambleSymbols) + 12.25)
  }

  /// Lets the time pass.
  package mutating func advance(to time: Instant) {
    while let next = nextEvent, next <= time {
      now = max(now, next)
      if let header = headerAt, header <= next {
        hasReadHeader = true
        raise(0x10)
        // The header stops the timer.
        if mode == .receive { operationEnd = nil }
      } else {
        operationEnd = nil
        endOperation()
      }
    }
    now = max(now, time)
  }

  private mutating func endOperation() {
    switch mode {
    case .transmit:
      mode = .standbyRC
      raise(0x01)
    case .detect:
      mode = .standbyRC
      raise(isChannelBusy ? 0x180 : 0x80)
    case .receive:
      guard incoming == nil else { return }
      mode = .standbyRC
      receivingSince = nil
      raise(0x200)
    case .sleep, .standbyRC, .standbyXOSC, .synthesis: break
    }
  }

  // MARK: - Frames

  private func hears(_ frame: ChipFrame) -> Bool {
    guard let since = receivingSince, since <= frame.start else { return false }
    let mine = modulation
    let width = 1_000_000 / Double(mine.bandwidth.chipMicroseconds)
    // Erratum 15.4: without the bit the polarity is only half set.
    let isPolarityRight =
      toleratesHalfPolarity
      || (registers[0x0736] ?? 0) & 0x04 == (packetBytes[5] == 1 ? 0 : 4)
    return mine.spreadingFactor == frame.modulation.spreadingFactor
      && mine.bandwidth == frame.modulation.bandwidth
      && mine.header == frame.modulation.header && syncWord == frame.syncWord
      && (packetBytes[5] == 1) == frame.isInverted && isPolarityRight
      && abs(frame.hertz - carrier) <= width / 4
  }

  /// Whether this is the frame coming in.
  package func isLocked(on frame: ChipFrame) -> Bool {
    incoming.map { $0.start == frame.start && $0.bytes == frame.bytes } ?? false
  }

  /// A frame begins; the chip locks on it if it understands it.
  package mutating func hear(_ frame: ChipFrame, at now: Instant) {
    advance(to: now)
    guard incoming == nil, hears(frame) else { return }
    hasReadHeader = false
    incoming = frame
  }

  /// A frame has ended; the chip keeps it if it was locked on it.
  package mutating func receive(_ frame: ChipFrame, at now: Instant) {
    advance(to: now)
    guard isLocked(on: frame) else { return }
    incoming = nil
    store(frame)
    endSingle()
  }

  /// A frame broke off, or was lost in noise.
  package mutating func lose(at now: Instant) {
    advance(to: now)
    guard incoming != nil else { return }
    incoming = nil
    raise(0x20)
    endSingle()
  }

  private mutating func endSingle() {
    guard !isContinuous else { return }
    mode = .standbyRC
    receivingSince = nil
    operationEnd = nil
  }

  private mutating func store(_ frame: ChipFrame) {
    let mine = modulation
    let isExplicit = mine.header == .explicit
    let count = isExplicit ? frame.bytes.count : Int(packetBytes[3])
    let hasCRC = isExplicit ? frame.modulation.payloadCRC == .present : mine.payloadCRC == .present
    let isWrong =
      frame.isDamaged || count != frame.bytes.count
      || mine.isOptimized != frame.modulation.isOptimized
    lastFrame = [UInt8(count), rxPointer]
    for index in 0..<count {
      let byte = index < frame.bytes.count ? frame.bytes[index] : 0xEE
      buffer[Int(rxPointer)] = isWrong ? byte ^ 0x11 : byte
      rxPointer &+= 1
    }
    let snr = min(max((frame.snr.decibels * 4).rounded(), -128), 127)
    let strength = UInt8(clamping: Int((-frame.rssi.dBm * 2).rounded()))
    lastLevels = [strength, UInt8(bitPattern: Int8(snr)), strength]
    let width = 1_000 / Double(mine.bandwidth.chipMicroseconds)
    let error = Int(((frame.hertz - carrier) * 1_600 / width / 1.55).rounded()) & 0xFFFFF
    for (index, shift) in [16, 8, 0].enumerated() {
      registers[0x076B + UInt16(index)] = UInt8(truncatingIfNeeded: error >> shift)
    }
    if isExplicit, hasCRC { registers[0x076B, default: 0] |= 0x10 }
    raise(hasCRC && isWrong ? 0x42 : 0x02)
  }
}
