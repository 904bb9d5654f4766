// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaDriver
package import LoRaPHY

/// MeshCore's KISS modem firmware, as far as its host can tell.
///
/// Source: MeshCore, `examples/kiss_modem/KissModem.cpp`.
package struct EmulatedMeshCoreModem: EmulatedFirmware {
  /// What goes wrong.
  package var faults = ModemFaults()
  /// TXDELAY, in 10 ms.
  package private(set) var transmitDelay: UInt8 = 50
  /// Whether it sends without listening.
  package private(set) var isFullDuplex = false
  /// Frames it was given that are too long, and were dropped.
  package private(set) var dropped = 0
  /// Frames it has sent.
  package private(set) var sent = 0

  private var parser = FirmwareKISS()
  private var deafUntil = Instant.zero
  // As from the factory: 869.525 MHz, 250 kHz, SF11.
  private var settings: [UInt8] = [0x48, 0xDF, 0xD3, 0x33, 0x90, 0xD0, 0x03, 0x00, 11, 5]
  private var power: UInt8 = 20
  private var reportsSignal = true
  private var frame: [UInt8]?
  private var keyedAt: Instant?
  private var isSending = false
  private var pending: [FirmwareAction] = []

  /// A board.
  package init() {}

  /// When something happens by itself.
  package var nextDeadline: Instant? { keyedAt }

  /// Takes what happened; returns what is done, in order.
  package mutating func handle(
    _ event: FirmwareEvent, at now: Instant
  ) -> [FirmwareAction] {
    switch event {
    case .powered: powerUp(at: now)
    case .bytes(let bytes):
      guard now >= deafUntil else { return [] }
      if let babble = faults.babble { return [.write(babble)] }
      for byte in bytes {
        if let frame = parser.take(byte) { take(frame, at: now) }
      }
    case .sent(let isDone): finish(isDone)
    case .received(let frame): receive(frame)
    case .timeout:
      guard let time = keyedAt, time <= now, let frame else { break }
      keyedAt = nil
      isSending = true
      pending.append(.transmit(frame))
    }
    defer { pending = [] }
    return pending
  }

  private mutating func powerUp(at now: Instant) {
    let faults = faults
    self = EmulatedMeshCoreModem()
    self.faults = faults
    deafUntil = now + faults.startTime
    pending.append(.tune(channel))
  }

  // MARK: - Commands

  private mutating func take(_ content: [UInt8], at now: Instant) {
    guard let type = content.first, type >> 4 == 0 else { return }
    let data = Array(content.dropFirst())
    switch type {
    case 0x00: enqueue(data, at: now)
    case 0x01: transmitDelay = data.first ?? transmitDelay
    case 0x05: isFullDuplex = data.first == 1
    case 0x06:
      guard let command = data.first else { return }
      command == 0 ? () : answer(command, Array(data.dropFirst()))
    default: break
    }
  }

  private mutating func answer(_ command: UInt8, _ data: [UInt8]) {
    switch command {
    case 0x09:
      guard data.count >= 10 else { return say(0xF1, [0x01]) }
      settings = Array(data.prefix(10))
      pending.append(.tune(channel))
      say(0xF0, [])
    case 0x0A:
      power = min(data.first ?? 0, faults.mostPower)
      say(0xF0, [])
    case 0x0B: say(0x8B, settings)
    case 0x0C: say(0x8C, [power])
    case 0x0E: say(0x8E, [0])
    case 0x0F:
      let time = channel?.modulation.timeOnAir(payloadBytes: Int(data.first ?? 0)) ?? .zero
      let milliseconds = time.wholeMicroseconds / 1_000
      say(0x8F, (0..<4).map { UInt8(truncatingIfNeeded: milliseconds >> ($0 * 8)) })
    case 0x11: say(0x91, [1, 0])
    case 0x17: say(0x97, [])
    case 0x19:
      reportsSignal = data.first != 0
      say(0x9A, [reportsSignal ? 1 : 0])
    default: say(0xF1, [0x05])
    }
  }

  private mutating func say(_ code: UInt8, _ data: [UInt8]) {
    if let data = faults.spoil(data, of: code) { tell(code, data) }
  }

  private mutating func tell(_ code: UInt8, _ data: [UInt8]) {
    pending.append(.write(FirmwareKISS.frame(0x06, [code] + data)))
  }

  private var channel: RadioChannel? {
    func number(_ range: Range<Int>) -> Int {
      settings[range].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    guard let factor = SpreadingFactor(rawValue: Int(settings[8])),
      let bandwidth = Bandwidth.allCases.min(by: {
        abs(Int($0.rawValue) - number(4..<8)) < abs(Int($1.rawValue) - number(4..<8))
      }), let rate = CodingRate(rawValue: Int(settings[9]) - 4)
    else { return nil }
    let modulation = Modulation(
      spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate,
      preambleSymbols: factor <= .sf8 ? 32 : 16, payloadCRC: .present)
    return RadioChannel(
      frequency: Frequency(hertz: UInt32(number(0..<4))), modulation: modulation)
  }

  // MARK: - Frames

  private mutating func enqueue(_ data: [UInt8], at now: Instant) {
    guard faults.resetsInTransmission == 0 else {
      faults.resetsInTransmission -= 1
      return powerUp(at: now)
    }
    guard faults.busyAnswers == 0 else {
      faults.busyAnswers -= 1
      return tell(0xF1, [0x07])
    }
    guard frame == nil else { return tell(0xF1, [0x07]) }
    guard !data.isEmpty, data.count <= 255 else {
      dropped += 1
      return
    }
    frame = data
    keyedAt = now + .milliseconds(10) * Int(transmitDelay)
  }

  private mutating func finish(_ isDone: Bool) {
    guard isSending else { return }
    isSending = false
    frame = nil
    sent += isDone ? 1 : 0
    guard faults.lostDones == 0 else {
      faults.lostDones -= 1
      return
    }
    tell(0xF8, [isDone ? 1 : 0])
  }

  private mutating func receive(_ received: ReceivedFrame) {
    pending.append(.write(FirmwareKISS.frame(0x00, received.bytes)))
    guard reportsSignal else { return }
    guard faults.lostSignals == 0 else {
      faults.lostSignals -= 1
      return
    }
    let snr = Int8(clamping: Int((received.snr.decibels * 4).rounded()))
    let rssi = Int8(clamping: Int(received.rssi.dBm))
    tell(0xF9, [UInt8(bitPattern: snr), UInt8(bitPattern: rssi)])
  }
}
