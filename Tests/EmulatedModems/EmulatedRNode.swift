// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaDriver
package import LoRaPHY

/// RNode firmware 1.86 on an ESP32, as far as its host can tell.
///
/// Source: RNode_Firmware, `RNode_Firmware.ino` and `Utilities.h`; its carrier sense is reduced to
/// a wait of DIFS and a drawn number of slots. After it the whole queue is sent frame after frame,
/// at more than 14 kbit/s one frame only. Meanwhile the firmware does nothing else: what its host
/// writes waits in the serial buffer, and statistics are told at the end.
package struct EmulatedRNode: EmulatedFirmware {
  /// What goes wrong.
  package var faults = ModemFaults()
  /// Values of settings by command, as set last.
  package private(set) var settings: [UInt8: [UInt8]] = [:]
  /// Frames it has taken from its host and not sent yet.
  package private(set) var queue: [[UInt8]] = []
  /// Frames it has sent.
  package private(set) var sent = 0

  private var parser = FirmwareKISS()
  private var random: SplitMix64
  private var isOnline = false
  private var deafUntil = Instant.zero
  /// When the frame at the head of the queue goes, and whether it has gone.
  private var keyedAt: Instant?
  private var isSending = false
  /// The time on air of the frame that is being sent.
  private var sending = Duration.zero
  private var uart = EmulatedUART(bufferBytes: 6_144, baud: 115_200)
  private var nextStatistics: Instant?
  /// Airtime by bins of 7.5 s; the statistics are of two of them.
  private var airtimes: [Int64: Duration] = [:]
  private var pending: [FirmwareAction] = []

  /// A board; the seed draws the slots.
  package init(seed: UInt64 = 1) { random = SplitMix64(seed: seed) }

  /// When something happens by itself.
  package var nextDeadline: Instant? {
    isSending ? nil : [keyedAt, nextStatistics, uart.nextArrival].compactMap(\.self).min()
  }

  /// Takes what happened; returns what is done, in order.
  package mutating func handle(
    _ event: FirmwareEvent, at now: Instant
  ) -> [FirmwareAction] {
    switch event {
    case .powered: powerUp(at: now)
    case .bytes(let bytes):
      guard now >= deafUntil else { return [] }
      if let babble = faults.babble { return [.write(babble)] }
      uart.arrive(bytes, at: now)
    case .sent: finish(at: now)
    case .received(let frame): receive(frame)
    case .timeout: wake(at: now)
    }
    defer { pending = [] }
    return pending
  }

  private mutating func powerUp(at now: Instant) {
    let (faults, random) = (faults, random)
    let online = isOnline
    self = EmulatedRNode()
    (self.faults, self.random) = (faults, random)
    deafUntil = now + faults.startTime
    if online { pending.append(.tune(nil)) }
  }

  // MARK: - Commands

  private mutating func readLine(at now: Instant) {
    while !isSending, let bytes = uart.read(at: now) {
      for byte in bytes {
        if let frame = parser.take(byte) { take(frame, at: now) }
      }
    }
  }

  private mutating func take(_ frame: [UInt8], at now: Instant) {
    guard let command = frame.first else { return }
    let data = Array(frame.dropFirst())
    switch command {
    case 0x00: enqueue(data, at: now)
    case 0x01, 0x02:
      if data.count == 4, data.contains(where: { $0 != 0 }) { set(command, data) }
      say(command, settings[command] ?? [0, 0, 0, 0])
    case 0x03:
      if let power = data.first, power != 0xFF { set(command, [min(power, faults.mostPower)]) }
      say(command, settings[command] ?? [0xFF])
    case 0x04, 0x05, 0x0E:
      if data.first != 0xFF { set(command, Array(data.prefix(1))) }
      say(command, settings[command] ?? [0])
    case 0x0B, 0x0C:
      set(command, Array(data.prefix(2)))
      say(command, data)
    case 0x06: switchRadio(data.first ?? 0xFF, at: now)
    case 0x08: if data.first == 0x73 { say(command, [0x46]) }
    case 0x0F: say(command, [isFull ? 0 : 1])
    case 0x50: say(command, faults.version)
    default: break
    }
  }

  private mutating func set(_ command: UInt8, _ value: [UInt8]) {
    settings[command] = value
    guard isOnline else { return }
    pending.append(.tune(channel))
    tellPHY()
  }

  private mutating func switchRadio(_ state: UInt8, at now: Instant) {
    if state == 0 || state == 1 {
      isOnline = state == 1
      pending.append(.tune(isOnline ? channel : nil))
      nextStatistics = isOnline ? now + .seconds(1) : nil
      if isOnline { tellPHY() }
    }
    say(0x06, [isOnline ? 1 : 0])
  }

  private mutating func say(_ command: UInt8, _ data: [UInt8]) {
    if let data = faults.spoil(data, of: command) { write(command, data) }
  }

  private mutating func write(_ command: UInt8, _ data: [UInt8]) {
    pending.append(.write(FirmwareKISS.frame(command, data)))
  }

  private mutating func tellPHY() {
    guard let modulation = channel?.modulation else { return }
    let symbol = modulation.symbolDuration.wholeMicroseconds
    let slot = Int64(min(max(12 * symbol / 1_000, 24), 100))
    let preamble = Int64(modulation.preambleSymbols + faults.extraPreamble)
    let numbers = [
      symbol, 1_000_000 / symbol, preamble, (preamble * symbol + 999) / 1_000, slot, 2 * slot,
    ]
    let halves = numbers.flatMap { [$0 >> 8, $0] }
    write(0x26, halves.map { UInt8(truncatingIfNeeded: $0) })
  }

  /// Where it is tuned; nil before everything is set.
  private var channel: RadioChannel? {
    func number(_ command: UInt8) -> Int {
      (settings[command] ?? []).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let factor = SpreadingFactor(rawValue: number(0x04)),
      let bandwidth = Bandwidth.allCases.min(by: {
        abs(Int($0.rawValue) - number(0x02)) < abs(Int($1.rawValue) - number(0x02))
      }), let rate = CodingRate(rawValue: number(0x05) - 4)
    else { return nil }
    var modulation = Modulation(
      spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate, payloadCRC: .present)
    modulation.preamble = .rnode
    modulation.preambleSymbols = modulation.sentPreambleSymbols
    modulation.preamble = .programmed
    return RadioChannel(
      frequency: Frequency(hertz: UInt32(number(0x01))), modulation: modulation)
  }

  // MARK: - Frames

  private var isFull: Bool {
    queue.count >= 200 || queue.reduce(0) { $0 + $1.count } >= 6_144
  }

  private mutating func enqueue(_ frame: [UInt8], at now: Instant) {
    guard isOnline, settings[0x0E] == [1], !frame.isEmpty, frame.count <= 255 else { return }
    guard faults.resetsInTransmission == 0 else {
      faults.resetsInTransmission -= 1
      powerUp(at: now)
      return write(0x55, [0xF8])
    }
    guard faults.busyAnswers == 0 else {
      faults.busyAnswers -= 1
      return write(0x90, [0x04])
    }
    guard !isFull else { return }
    queue.append(frame)
    if keyedAt == nil { contend(at: now) }
  }

  private mutating func contend(at now: Instant) {
    let symbol = channel?.modulation.symbolDuration ?? .zero
    let slot = min(max(symbol * 12, .milliseconds(24)), .milliseconds(100))
    keyedAt = now + slot * Int(2 + random.next() % 15)
  }

  private mutating func wake(at now: Instant) {
    guard !isSending else { return }
    readLine(at: now)
    if let time = nextStatistics, time <= now { tellStatistics(at: now) }
    guard let time = keyedAt, time <= now else { return }
    keyedAt = nil
    isSending = true
    key()
  }

  private mutating func key() {
    let frame = queue.removeFirst()
    sending = channel?.modulation.timeOnAir(payloadBytes: frame.count) ?? .zero
    pending.append(.transmit(frame))
  }

  /// Whether all that waits is sent at once.
  private var flushes: Bool { (channel?.modulation.bitRate ?? .infinity) <= 14_000 }

  private mutating func finish(at now: Instant) {
    guard isSending else { return }
    sent += 1
    if faults.lostDones == 0 { airtimes[Self.bin(now), default: .zero] += sending }
    if flushes, !queue.isEmpty { return key() }
    isSending = false
    if faults.lostDones == 0 { tellStatistics(at: now) } else { faults.lostDones -= 1 }
    if !queue.isEmpty { contend(at: now) }
    readLine(at: now)
  }

  private mutating func tellStatistics(at now: Instant) {
    nextStatistics = now + .seconds(1)
    guard !faults.isWithoutStatistics else { return }
    let bins = [Self.bin(now) - 1, Self.bin(now)]
    let used = bins.reduce(Duration.zero) { $0 + (airtimes[$1] ?? .zero) }
    let parts = UInt16(clamping: Int(used / .seconds(15) * 10_000))
    let airtime = [UInt8(parts >> 8), UInt8(truncatingIfNeeded: parts)]
    write(0x25, airtime + [0, 0, 0, 0, 0, 0, 50, 40, 0xFF])
  }

  private static func bin(_ time: Instant) -> Int64 { time.microseconds / 7_500_000 }

  private mutating func receive(_ frame: ReceivedFrame) {
    guard isOnline else { return }
    write(0x23, [UInt8(clamping: Int(frame.rssi.dBm) + 157)])
    if faults.lostSignals == 0 {
      let snr = Int8(clamping: Int((frame.snr.decibels * 4).rounded()))
      write(0x24, [UInt8(bitPattern: snr)])
    } else {
      faults.lostSignals -= 1
    }
    write(0x00, frame.bytes)
  }
}
