// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaDriver
package import LoRaPHY

/// An RN2483 or RN2903 as its host sees it: a command a line, bytes that take their time.
///
/// Written from the command reference; shares nothing with the driver it is to try. It is strict:
/// what a real one might choke on is noted in ``violations``.
package struct EmulatedRN2xx3: EmulatedFirmware {
  enum Activity: Sendable {
    case idle
    case receiving(since: Instant)
    case transmitting
  }

  /// What goes wrong.
  package var faults = ModemFaults()
  /// What else goes wrong.
  package var lineFaults = LineFaults()
  /// The line to the host.
  package var line = EmulatedLine(baudRate: 57_600, thinking: .milliseconds(3))
  /// What the host did that the protocol does not allow.
  package internal(set) var violations: [String] = []
  /// All commands, in their order.
  package internal(set) var commands: [String] = []
  /// How often it has started.
  package internal(set) var starts = 0

  let isRN2903: Bool
  let banner: String
  let knowsStrength: Bool
  var values: [String: String]
  var isPaused = false
  var activity = Activity.idle
  var pending: [FirmwareAction] = []
  var watchdogAt: Instant?
  var restartAt: Instant?
  var lastSignal = (snr: -128, rssi: -164)

  /// A module.
  package init(isRN2903: Bool = false, version: String = "1.0.5") {
    self.isRN2903 = isRN2903
    banner = "\(isRN2903 ? "RN2903" : "RN2483") \(version) Oct 31 2018 15:06:52"
    knowsStrength = version == "1.0.5"
    values = Self.defaults(isRN2903)
  }

  static func defaults(_ isRN2903: Bool) -> [String: String] {
    [
      "mod": "lora", "freq": isRN2903 ? "923300000" : "868100000", "pwr": isRN2903 ? "2" : "1",
      "sf": "sf12", "bw": "125", "cr": "4/5", "prlen": "8", "crc": "on", "iqi": "off",
      "sync": "34", "wdt": "15000",
    ]
  }

  /// A value by its name in `radio set`.
  package func value(_ name: String) -> String? { values[name] }

  /// It does not know this setting any more, as older firmware.
  package mutating func drop(_ name: String) { values[name] = nil }

  /// The pause of LoRaWAN is over, as after 49 days.
  package mutating func endPause() { isPaused = false }

  /// The watchdog is set again, as by a module that forgets.
  package mutating func rearmWatchdog(after time: Duration, at now: Instant) {
    watchdogAt = now + time
  }

  /// Whether it receives.
  package var isReceiving: Bool { if case .receiving = activity { true } else { false } }

  // MARK: - Time

  /// When something happens by itself.
  package var nextDeadline: Instant? {
    [line.nextEvent, watchdogAt, restartAt].compactMap(\.self).min()
  }

  /// Takes what happened; returns what is done, in order.
  package mutating func handle(_ event: FirmwareEvent, at now: Instant) -> [FirmwareAction] {
    advance(to: now)
    switch event {
    case .powered:
      line.clear()
      power(at: now)
      if faults.babble == nil { say(banner, at: now + faults.startTime + .milliseconds(80)) }
    case .bytes(let bytes): receive(bytes, at: now)
    case .sent(let isDone): finish(isDone, at: now)
    case .received(let frame): hear(frame)
    case .timeout: break
    }
    advance(to: now)
    let output = line.take(at: now)
    if !output.isEmpty { pending.append(.write(output)) }
    defer { pending = [] }
    return pending
  }

  private mutating func advance(to now: Instant) {
    if let time = restartAt, time <= now { restart(at: time) }
    if let time = watchdogAt, time <= now {
      watchdogAt = nil
      activity = .idle
      say("radio_err", at: time)
    }
    while let command = line.nextCommand(by: now) { obey(command.text, at: command.at) }
  }

  mutating func restart(at now: Instant) {
    power(at: now)
    say(banner, at: now + .milliseconds(80))
  }

  private mutating func power(at now: Instant) {
    starts += 1
    values = Self.defaults(isRN2903)
    isPaused = false
    activity = .idle
    line.restart(at: now)
    watchdogAt = nil
    restartAt = nil
  }

  // MARK: - Line

  private mutating func receive(_ bytes: [UInt8], at now: Instant) {
    for command in line.receive(bytes, at: now) {
      if line.hasCommand { violations.append("\(command.text) before the answer to the last") }
      line.queue(command)
    }
  }

  mutating func say(_ text: String, at now: Instant) {
    if lineFaults.strayLines.strike() { line.say("\r\nlorem 0x!\r\n\r\n", at: now) }
    line.answer(text, at: now)
  }

  // MARK: - Radio

  private mutating func finish(_ isDone: Bool, at now: Instant) {
    guard case .transmitting = activity else { return }
    activity = .idle
    watchdogAt = nil
    guard !faults.lostDones.strike() else { return }
    let delay = lineFaults.lateDones.strike() ? lineFaults.lateness : .zero
    say(isDone ? "radio_tx_ok" : "radio_err", at: now + delay)
  }

  private mutating func hear(_ frame: ReceivedFrame) {
    guard case .receiving(let since) = activity, let channel else { return }
    guard frame.begins(after: since), frame.isHeard(on: channel) else { return }
    activity = .idle
    watchdogAt = nil
    lastSignal = (Int(frame.snr.decibels.rounded()), Int(frame.rssi.dBm.rounded()))
    say("radio_rx  " + frame.bytes.digits, at: frame.at)
  }

  /// What the settings make.
  var channel: RadioChannel? {
    guard let hertz = values["freq"].flatMap({ UInt32($0) }),
      let factor = values["sf"].flatMap({ Int($0.dropFirst(2)) }).flatMap(SpreadingFactor.init),
      let bandwidth = values["bw"].flatMap({ Bandwidth(kilohertz: $0) }),
      let rate = values["cr"].flatMap({ CodingRate($0) })
    else { return nil }
    let modulation = Modulation(
      spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate,
      preambleSymbols: values["prlen"].flatMap { Int($0) } ?? 8,
      payloadCRC: values["crc"] == "on" ? .present : .absent)
    return RadioChannel(frequency: Frequency(hertz: hertz), modulation: modulation)
  }
}
