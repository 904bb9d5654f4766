// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaDriver
package import LoRaPHY

/// A module with RUI3 as its host sees it: AT commands, bytes that take their time.
///
/// Written from the manual and from what the sources of RAK-STM32-RUI do, oddities included; shares
/// nothing with the driver it is to try. It is strict: what a real one might choke on is noted in
/// ``violations``.
package struct EmulatedRUI3: EmulatedFirmware {
  enum Activity: Sendable {
    case idle
    /// In this mode of `AT+PRECV`.
    case receiving(Int, since: Instant)
    /// With what follows.
    case transmitting(then: Int?)
  }

  /// What goes wrong.
  package var faults = ModemFaults()
  /// What else goes wrong.
  package var lineFaults = LineFaults()
  /// The line to the host.
  package var line = EmulatedLine(baudRate: 115_200, thinking: .milliseconds(2))
  /// What the host did that the protocol does not allow.
  package internal(set) var violations: [String] = []
  /// All commands, in their order.
  package internal(set) var commands: [String] = []
  /// How often it has started.
  package internal(set) var starts = 0
  /// How often flash memory was written.
  package internal(set) var flashWrites = 0
  /// Whether it is made for low bands.
  package var isForLowBands = false

  let version: (Int, Int, Int)
  /// What flash memory holds.
  package internal(set) var saved: [String: String]
  /// The channel that is in force without being saved.
  var unsaved: String?
  var activity = Activity.idle
  var pending: [FirmwareAction] = []
  var bootedAt: Instant?
  var restartAt: Instant?
  /// Whether a frame is accepted only after its end was told.
  var isWithheld = false
  static let flashTime = Duration.milliseconds(120)

  /// A module as from the factory: in LoRaWAN mode.
  package init(version: (Int, Int, Int) = (4, 0, 6)) {
    self.version = version
    saved = [
      "NWM": "1", "P2P": "868000000:7:0:0:8:14", "SYNCWORD": "3444", "IQINVER": "0", "CAD": "0",
      "ENCRY": "1", "LPM": "1", "FIXLENGTHPAYLOAD": "0", "SYMBOLTIMEOUT": "0",
    ]
    if !isSince(3, 5, 4) {
      for name in ["SYNCWORD", "IQINVER", "FIXLENGTHPAYLOAD", "SYMBOLTIMEOUT"] {
        saved[name] = nil
      }
    }
    if !isSince(4, 0, 6) { saved["CAD"] = nil }
    if !isSince(3, 5, 1) { saved["P2P"] = "868000000:7:125:0:8:14" }
    if !isSince(3, 5, 0) { saved["LPM"] = nil }
  }

  func isSince(_ major: Int, _ minor: Int, _ patch: Int) -> Bool {
    version >= (major, minor, patch)
  }

  /// Whether it receives.
  package var isReceiving: Bool { if case .receiving = activity { true } else { false } }

  /// Whether it is in P2P mode.
  package var isPeerToPeer: Bool { saved["NWM"] == "0" }

  /// The power of the channel in force.
  package var powerDBm: Int? {
    (unsaved ?? saved["P2P"])?.split(separator: ":").last.flatMap { Int($0) }
  }

  // MARK: - Time

  /// When something happens by itself.
  package var nextDeadline: Instant? {
    [line.nextEvent, restartAt, bootedAt].compactMap(\.self).min()
  }

  /// Takes what happened; returns what is done, in order.
  package mutating func handle(_ event: FirmwareEvent, at now: Instant) -> [FirmwareAction] {
    advance(to: now)
    switch event {
    case .powered:
      line.clear()
      power(at: now)
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
    if let time = restartAt, time <= now { power(at: time) }
    if let time = bootedAt, time <= now {
      bootedAt = nil
      let mode = isPeerToPeer ? "LoRa P2P" : "LoRaWAN"
      say("Version: RUI_4\r\nCurrent Work Mode: \(mode).", at: time)
    }
    while let command = line.nextCommand(by: now) { obey(command.text, at: command.at) }
  }

  mutating func power(at now: Instant) {
    starts += 1
    unsaved = nil
    activity = .idle
    line.restart(at: now)
    restartAt = nil
    // The first line comes glued to whatever was said before.
    line.say("RAKwireless RAK3172 Example\r\n-----------------------\r\n", at: now)
    bootedAt = now + faults.startTime + .milliseconds(600)
  }

  // MARK: - Line

  private mutating func receive(_ bytes: [UInt8], at now: Instant) {
    guard bootedAt == nil else { return }
    for command in line.receive(bytes, at: now) {
      if line.hasCommand { violations.append("\(command.text) before the answer to the last") }
      if lineFaults.echoes { line.say(command.text + "\n\r", at: command.at) }
      line.queue(command)
    }
  }

  mutating func say(_ text: String, at now: Instant) {
    if lineFaults.strayLines.strike() { line.say("\r\n+EVT:LINKCHECK:0\r\nhum\r\n", at: now) }
    line.answer(text, at: now)
  }

  // MARK: - Radio

  private mutating func finish(_ isDone: Bool, at now: Instant) {
    guard case .transmitting(let mode) = activity else { return }
    activity = .idle
    // A transmission that times out is not told, and reception does not go on.
    guard isDone, !faults.lostDones.strike() else { return }
    let delay = lineFaults.lateDones.strike() ? lineFaults.lateness : .zero
    if let mode { activity = .receiving(mode, since: now) }
    say("+EVT:TXP2P DONE", at: now + delay)
    if isWithheld { say("OK", at: now + delay) }
    isWithheld = false
  }

  private mutating func hear(_ frame: ReceivedFrame) {
    guard case .receiving(let mode, let since) = activity, let channel else { return }
    guard frame.begins(after: since), frame.isHeard(on: channel) else { return }
    if mode == 65_535 { activity = .idle }
    let rssi = Int(frame.rssi.dBm.rounded())
    let snr = Int(frame.snr.decibels.rounded())
    let digits = frame.bytes.digits
    guard isSince(3, 2, 0) else {
      say("+EVT:RXP2P, RSSI \(rssi), SNR \(snr)\r\n+EVT:\(digits)", at: frame.at)
      return
    }
    say("+EVT:RXP2P:\(rssi):\(snr):\(digits)", at: frame.at)
  }

  /// The channel in force.
  var channel: RadioChannel? {
    let parts = (unsaved ?? saved["P2P"] ?? "").split(separator: ":").compactMap { Int($0) }
    let widths = [0: "125", 1: "250", 2: "500", 7: "31.25", 8: "41.7", 9: "62.5"]
    guard parts.count >= 6, let factor = SpreadingFactor(rawValue: parts[1]),
      let bandwidth = Bandwidth(kilohertz: widths[parts[2]] ?? "\(parts[2])"),
      let rate = CodingRate(rawValue: parts[3] + 1)
    else { return nil }
    let modulation = Modulation(
      spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate, preambleSymbols: parts[4],
      payloadCRC: .present, family: .sx126x)
    return RadioChannel(
      frequency: Frequency(hertz: UInt32(clamping: parts[0])), modulation: modulation)
  }
}
