// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

extension RNodeModem {
  /// Takes the content of a KISS frame.
  mutating func take(_ content: [UInt8], at now: Instant) -> [SerialAction] {
    guard let type = content.first, let command = RNodeCommand(rawValue: type) else { return [] }
    let data = Array(content.dropFirst())
    switch command {
    case .data: return receive(data, at: now)
    // Read after the escapes are undone: a byte of C0 or DB is as good as any other.
    case .rssi: rssi = data.first.map { RSSI(dBm: Double($0) - 157) }
    case .snr: snr = data.first.map { SNR(decibels: Double(Int8(bitPattern: $0)) / 4) }
    case .channelStatistics: return noteStatistics(data, at: now)
    case .ready: return noteQueued(at: now)
    case .phy: notePHY(data)
    case .contention:
      if data.count >= 3 { contentionSlots = Int(data[2]) }
    case .error: return noteError(data, at: now)
    case .reset:
      guard data.first == RNodeCommand.wasReset, state != .closed else { break }
      return lose(.interrupted("the RNode has started anew; is its supply sufficient?"), at: now)
    case .frequency, .bandwidth, .power, .spreadingFactor, .codingRate, .radioState, .detect,
      .shortAirtimeLimit, .longAirtimeLimit, .promiscuous, .version:
      return noteAnswer(command, data, at: now)
    }
    return []
  }

  private mutating func receive(_ bytes: [UInt8], at now: Instant) -> [SerialAction] {
    defer { (rssi, snr) = (nil, nil) }
    guard let tuned, (1...capabilities.largestFrameBytes).contains(bytes.count) else { return [] }
    let unmeasured = ReceivedFrame.unmeasured(bytes, on: tuned, at: now)
    lastSNR = snr ?? lastSNR
    lastRSSI = rssi ?? lastRSSI
    let frame = ReceivedFrame(
      bytes: bytes, snr: lastSNR ?? unmeasured.snr, rssi: lastRSSI ?? unmeasured.rssi,
      channel: tuned, at: now)
    return [.report(.received(frame))]
  }

  private mutating func notePHY(_ data: [UInt8]) {
    guard data.count >= 12 else { return }
    let numbers = stride(from: 0, to: 12, by: 2).map { WireInteger.bigEndian(data[$0..<$0 + 2]) }
    preambleSymbols = Int(numbers[2])
    guard numbers[4] > 0 else { return }
    var times = RNodeTimes(tuned?.modulation ?? wanted?.modulation ?? Self.anyModulation)
    times.slot = .milliseconds(Int(numbers[4]))
    times.difs = .milliseconds(Int(numbers[5]))
    self.times = times
  }

  private static let anyModulation = Modulation(
    spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths)

  private mutating func noteError(_ data: [UInt8], at now: Instant) -> [SerialAction] {
    guard let code = data.first else { return [] }
    let fault = RNodeFault(rawValue: code)
    let reason =
      fault?.description ?? "the RNode reports error \(String(code, radix: 16))"
    if let fault, fault.concernsFrame {
      guard case .transmitting = state else { return [] }
      return abandonFrames(.refused(reason), at: now)
    }
    switch fault {
    case .storageLocked?: return []
    case .radioDoesNotStart?:
      tuned = nil
      state = .idle(checkup: now + RNodeTimes.checkup)
      return fail(.refused(reason))
    default: return lose(.interrupted(reason), at: now)
    }
  }
}
