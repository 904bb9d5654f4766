// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

extension MeshCoreModem {
  /// Takes the content of a KISS frame.
  mutating func take(_ content: [UInt8], at now: Instant) -> [SerialAction] {
    guard let type = content.first, let frame = MeshCoreFrame(rawValue: type) else { return [] }
    let data = Array(content.dropFirst())
    switch frame {
    case .data: return receive(data, at: now)
    case .hardware:
      guard let code = data.first else { return [] }
      return note(code, Array(data.dropFirst()), at: now)
    case .transmitDelay, .fullDuplex: return []
    }
  }

  private mutating func note(
    _ code: UInt8, _ data: [UInt8], at now: Instant
  ) -> [SerialAction] {
    switch (code, state) {
    case (MeshCoreAnswer.signal, _): return report(signal: data)
    case (MeshCoreAnswer.transmitted, .transmitting):
      state = .idle(checkup: now + MeshCoreTimes.checkup)
      guard data.first == 1 else {
        return [answer(.failure(.refused("the modem failed to send the frame")))]
      }
      return [answer(.success(.done))]
    // One that was given up has left after all.
    case (MeshCoreAnswer.transmitted, _): return []
    case (MeshCoreAnswer.failed, .transmitting): return failToTransmit(data, at: now)
    default: return noteAnswer(code, data, at: now)
    }
  }

  private mutating func failToTransmit(_ data: [UInt8], at now: Instant) -> [SerialAction] {
    state = .idle(checkup: now + MeshCoreTimes.checkup)
    let fault = data.first.flatMap(MeshCoreFault.init)
    guard fault != .transmitterBusy else { return [answer(.failure(.stillTransmitting))] }
    let reason = fault?.description ?? "error \(data.first ?? 0)"
    return [answer(.failure(.refused("the modem does not take the frame: \(reason)")))]
  }

  // MARK: - Reception

  private mutating func receive(_ bytes: [UInt8], at now: Instant) -> [SerialAction] {
    let former = deliver()
    guard let tuned, (1...capabilities.largestFrameBytes).contains(bytes.count) else {
      return former
    }
    unreported = (.unmeasured(bytes, on: tuned, at: now), now + MeshCoreTimes.signal)
    return former
  }

  private mutating func report(signal data: [UInt8]) -> [SerialAction] {
    guard data.count >= 2, unreported != nil else { return [] }
    unreported?.frame.snr = SNR(decibels: Double(Int8(bitPattern: data[0])) / 4)
    unreported?.frame.rssi = RSSI(dBm: Double(Int8(bitPattern: data[1])))
    return deliver()
  }

  /// Hands up the frame that waits for its signal report.
  mutating func deliver() -> [SerialAction] {
    guard let frame = unreported?.frame else { return [] }
    unreported = nil
    return [.report(.received(frame))]
  }
}
