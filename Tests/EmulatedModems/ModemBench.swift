// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaDriver
package import LoRaPHY

/// A protocol machine and a modem's firmware at the two ends of a serial line, in virtual time.
package struct ModemBench: Sendable {
  /// The machine under test.
  package var modem: any SerialModem
  /// What answers it.
  package var firmware: any EmulatedFirmware
  /// The time.
  package private(set) var now = Instant(microseconds: 1_000_000)
  /// How many bytes are delivered at once.
  package var pieceBytes = Int.max
  /// Answers, in order.
  package private(set) var answers: [Result<SerialAnswer, RadioError>] = []
  /// Reports, in order.
  package private(set) var reports: [RadioEvent] = []
  /// Why the device was to be opened anew.
  package private(set) var reopenings: [String] = []
  /// Frames that have left the antenna, and when.
  package private(set) var sent: [(bytes: [UInt8], at: Instant)] = []
  /// Where the firmware's radio is; nil while it is off.
  package private(set) var channel: RadioChannel?
  /// Whether the line is open.
  package private(set) var isOpen = false
  /// Bytes that went over the line.
  package private(set) var bytesMoved = 0
  /// Bytes until the plug is pulled.
  package var bytesLeft: Int?

  private var toModem: [UInt8] = []
  private var toFirmware: [UInt8] = []
  private var flight: (bytes: [UInt8], end: Instant)?

  /// A machine and a firmware, not connected yet.
  package init(_ modem: any SerialModem, _ firmware: any EmulatedFirmware) {
    self.modem = modem
    self.firmware = firmware
  }

  // MARK: - What is done to it

  /// Plugs the modem in, with factory settings.
  package mutating func plugIn() {
    perform(firmware.handle(.powered, at: now))
    isOpen = true
    perform(modem.handle(.opened, at: now))
    exchange()
  }

  /// Pulls the modem out.
  package mutating func unplug() {
    guard isOpen else { return }
    isOpen = false
    (toModem, toFirmware, bytesLeft) = ([], [], nil)
    perform(modem.handle(.closed("unplugged"), at: now))
  }

  /// The firmware starts anew by itself.
  package mutating func resetFirmware() {
    flight = nil
    perform(firmware.handle(.powered, at: now))
    exchange()
  }

  /// Asks, and waits for the answer; nil when there is none within so long.
  package mutating func ask(
    _ request: SerialRequest, within limit: Duration = .seconds(60)
  ) -> Result<SerialAnswer, RadioError>? {
    let (before, end) = (answers.count, now + limit)
    begin(request)
    while answers.count == before, let next = nextEvent, next <= end { pass(to: next) }
    return answers.count > before ? answers.last : nil
  }

  /// Asks, and waits for nothing.
  package mutating func begin(_ request: SerialRequest) {
    perform(modem.handle(.request(request), at: now))
    exchange()
  }

  /// A frame arrives from the air.
  package mutating func hear(_ frame: ReceivedFrame) {
    perform(firmware.handle(.received(frame), at: now))
    exchange()
  }

  /// Hands bytes to the machine as if the firmware had written them.
  package mutating func inject(_ bytes: [UInt8]) {
    perform(modem.handle(.bytes(bytes), at: now))
    exchange()
  }

  /// Lets the time pass.
  package mutating func wait(_ time: Duration) {
    let end = now + time
    while let next = nextEvent, next <= end { pass(to: next) }
    now = max(now, end)
  }

  /// Frames that were received.
  package var received: [ReceivedFrame] {
    reports.compactMap { if case .received(let frame) = $0 { frame } else { nil } }
  }

  /// Faults and recoveries.
  package var troubles: [RadioEvent] {
    reports.filter { if case .received = $0 { false } else { true } }
  }

  // MARK: - Time

  private var nextEvent: Instant? {
    let machine = isOpen ? modem.nextDeadline : nil
    return [machine, firmware.nextDeadline, flight?.end].compactMap(\.self).min()
  }

  private mutating func pass(to time: Instant) {
    now = max(now, time)
    if let done = flight, done.end <= now {
      flight = nil
      sent.append((done.bytes, now))
      perform(firmware.handle(.sent(true), at: now))
    }
    if let deadline = firmware.nextDeadline, deadline <= now {
      perform(firmware.handle(.timeout, at: now))
    }
    if isOpen, let deadline = modem.nextDeadline, deadline <= now {
      perform(modem.handle(.timeout, at: now))
    }
    exchange()
  }

  // MARK: - The line

  private mutating func exchange() {
    while isOpen, !toModem.isEmpty || !toFirmware.isEmpty {
      if let piece = take(\.toFirmware) { perform(firmware.handle(.bytes(piece), at: now)) }
      if isOpen, let piece = take(\.toModem) { perform(modem.handle(.bytes(piece), at: now)) }
      if let left = bytesLeft, left <= 0 { unplug() }
    }
  }

  private mutating func take(_ line: WritableKeyPath<Self, [UInt8]>) -> [UInt8]? {
    let count = min(self[keyPath: line].count, pieceBytes, bytesLeft ?? .max)
    guard count > 0 else { return nil }
    let piece = Array(self[keyPath: line].prefix(count))
    self[keyPath: line].removeFirst(count)
    bytesMoved += count
    if let left = bytesLeft { bytesLeft = left - count }
    return piece
  }

  private mutating func perform(_ actions: [SerialAction]) {
    for action in actions {
      switch action {
      case .write(let bytes): if isOpen { toFirmware += bytes }
      case .answer(let answer): answers.append(answer)
      case .report(let event): reports.append(event)
      case .reopen(let why):
        reopenings.append(why)
        isOpen = false
        (toModem, toFirmware) = ([], [])
      }
    }
  }

  private mutating func perform(_ actions: [FirmwareAction]) {
    for action in actions {
      switch action {
      case .write(let bytes): if isOpen { toModem += bytes }
      case .tune(let channel): self.channel = channel
      case .transmit(let bytes):
        let airtime = channel?.modulation.timeOnAir(payloadBytes: bytes.count) ?? .zero
        flight = (bytes, now + airtime)
      }
    }
  }
}
